"""Ids in the order of their making, so that a page of a list is everything after one id."""

import secrets
from datetime import datetime
from uuid import UUID

_VERSION_7 = 7
_VARIANT = 0b10


def new_id(now: datetime) -> UUID:
    """Make a UUID of version 7 (RFC 9562, 5.7): milliseconds first, the rest is random."""
    milliseconds = int(now.timestamp() * 1000) & (2**48 - 1)
    value = milliseconds << 80 | _VERSION_7 << 76 | secrets.randbits(12) << 64
    return UUID(int=value | _VARIANT << 62 | secrets.randbits(62))
