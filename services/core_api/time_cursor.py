"""Where a page of a list that is sorted by time, newest first, ended: time and id of its last."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import StringConstraints
from sqlalchemy import ColumnElement, and_, or_

from services.core_api.errors import MalformedError

Cursor = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{1,16}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"),
]
"""Microseconds since the epoch, and a UUID."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def write_cursor(at: datetime, identifier: str) -> str:
    """Return the cursor after the object with this time and id."""
    return f"{(at - _EPOCH).days * 86_400_000_000 + _microseconds(at)}-{identifier}"


def read_cursor(text: str | None) -> tuple[datetime, str] | None:
    """Read a cursor; None is the first page.

    Raises `MalformedError` for what no page has answered.
    """
    if text is None:
        return None
    microseconds, _, identifier = text.partition("-")
    try:
        at = datetime.fromtimestamp(int(microseconds) // 1_000_000, UTC)
        return at.replace(microsecond=int(microseconds) % 1_000_000), str(UUID(identifier))
    except (ValueError, OverflowError, OSError) as error:
        raise MalformedError("after: not a cursor of this list; take `next` of a page") from error


def is_older(at: Any, identifier: Any, position: tuple[datetime, str]) -> ColumnElement[bool]:  # noqa: ANN401 - columns of any table
    """Return the clause for rows that come after this position, newest first."""
    found: ColumnElement[bool] = or_(
        at < position[0],
        and_(at == position[0], identifier < position[1]),
    )
    return found


def _microseconds(at: datetime) -> int:
    within = at - _EPOCH
    return within.seconds * 1_000_000 + within.microseconds
