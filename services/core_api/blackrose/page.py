"""Lists as bounded pages: `limit` rows after the row whose id is `after`, in the order of a time.

A cursor that names no row within reach gives an empty page, so it tells nothing about other rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import Depends, Query
from sqlalchemy import Select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from services.core_api.bodies import Limit, View

Item = TypeVar("Item")
_Record = TypeVar("_Record")
PAGE_DEFAULT = 100


class Listing(View, Generic[Item]):
    """One page."""

    items: list[Item]
    next: str | None
    """What to send as `after` for the next page; null on the last one."""


@dataclass(frozen=True, slots=True)
class Page:
    """Which rows are wanted."""

    limit: int
    after: UUID | None


def _get_page(
    limit: Annotated[Limit, Query()] = PAGE_DEFAULT,
    after: Annotated[UUID | None, Query()] = None,
) -> Page:
    return Page(limit, after)


PageDependency = Annotated[Page, Depends(_get_page)]


@dataclass(frozen=True, slots=True)
class Order:
    """By what rows are ordered: a time, and the id among equal times."""

    at: InstrumentedAttribute[Any]
    key: InstrumentedAttribute[Any]
    newest_first: bool = False


async def read_page(
    session: AsyncSession,
    statement: Select[_Record],
    order: Order,
    page: Page,
    view: Callable[[_Record], Item],
) -> Listing[Item]:
    """Read one page of `statement` and show each row with `view`."""
    place = tuple_(order.at, order.key)
    if page.after is not None:
        mark = (
            await session.execute(
                statement.with_only_columns(order.at, order.key).where(order.key == page.after)
            )
        ).first()
        if mark is None:
            return Listing(items=[], next=None)
        statement = statement.where(place < tuple(mark) if order.newest_first else place > mark)
    columns = (order.at.desc(), order.key.desc()) if order.newest_first else (order.at, order.key)
    rows = (await session.scalars(statement.order_by(*columns).limit(page.limit + 1))).all()
    shown = rows[: page.limit]
    following = str(getattr(shown[-1], order.key.key)) if len(rows) > page.limit else None
    return Listing(items=[view(row) for row in shown], next=following)
