"""Honey tokens: made once, kept as SHA-256, recognised when somebody sends one.

They open nothing, so only a refused token has to be looked at. The hashes are read again after half
a minute, or when a token was made here.
"""

import hashlib
import secrets
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.core_api.security.models import HoneyTokenRecord

_PREFIX = "nova_"
_RANDOM_BYTES = 32
_KNOWN_SECONDS = 30.0
_RETRY_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A new honey token; its value is shown this once."""

    id: str
    token: str


async def make_token(session: AsyncSession, label: str, now: datetime) -> MadeToken:
    """Make and keep a token."""
    made = MadeToken(str(uuid.uuid4()), _PREFIX + secrets.token_urlsafe(_RANDOM_BYTES))
    await session.execute(
        insert(HoneyTokenRecord).values(
            id=made.id,
            label=label,
            token_sha256=hash_token(made.token),
            created_at=now,
        ),
    )
    return made


def hash_token(token: str) -> str:
    """Return what is kept of a token; it is random, so the hash needs no salt."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


class KnownHoney:
    """The labels of the honey tokens by their hash, as they were read last."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._labels: Mapping[str, str] = {}
        self._read_at: float | None = None

    @property
    def is_old(self) -> bool:
        """Whether the table has to be read again."""
        return self._read_at is None or self._monotonic() - self._read_at > _KNOWN_SECONDS

    def postpone(self) -> None:
        """Try to read again in a few seconds, and judge by what is known until then."""
        self._read_at = self._monotonic() - _KNOWN_SECONDS + _RETRY_SECONDS

    async def read(self, session: AsyncSession) -> None:
        """Read the table."""
        rows = await session.execute(
            select(HoneyTokenRecord.token_sha256, HoneyTokenRecord.label),
        )
        self._labels = {row.token_sha256: row.label for row in rows}
        self._read_at = self._monotonic()

    def forget(self) -> None:
        """Read again at the next look."""
        self._read_at = None

    def find(self, tokens: Iterable[str]) -> list[str]:
        """Return the labels of those tokens that are honey tokens."""
        hashes = (hash_token(token) for token in tokens)
        return [self._labels[found] for found in hashes if found in self._labels]
