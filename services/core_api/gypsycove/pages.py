"""Pages of lists: what to ask for, what comes back, and how it is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import Depends
from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import InstrumentedAttribute

from services.core_api.bodies import Limit, View
from services.core_api.gypsycove.work import FamilyWork

_Item = TypeVar("_Item", bound=View)
_Record = TypeVar("_Record")


class Page(View, Generic[_Item]):
    """A part of a list."""

    items: list[_Item]
    next: UUID | None
    """What to ask with `after` for the next page; null at the end."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which part of a list is wanted."""

    limit: Limit = 100
    after: UUID | None = None


PageDependency = Annotated[PageRequest, Depends()]


async def read_page(
    work: FamilyWork,
    query: Select[_Record],
    key: InstrumentedAttribute[UUID],
    wanted: PageRequest,
) -> tuple[Sequence[_Record], UUID | None]:
    """Read the records after the given one in the order of their ids, and where to go on."""
    after: tuple[ColumnElement[bool], ...] = () if wanted.after is None else (key > wanted.after,)
    query = query.where(*after).order_by(key).limit(wanted.limit + 1)
    found = (await work.session.scalars(query)).all()
    records = found[: wanted.limit]
    last: Any = records[-1] if len(found) > wanted.limit else None
    return records, None if last is None else last.id
