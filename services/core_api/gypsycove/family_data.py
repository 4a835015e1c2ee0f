"""Everything that is recorded about one family: by construction, not by a list to keep up.

Every table whose name begins with the area's prefix is in it, with every column. What goes with the
family when it is deleted are the same rows, by the cascade of their foreign keys. The messages of
its room belong to another area, which takes them out and deletes them through its door.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.core_api.bodies import Moment, View
from services.core_api.gypsycove.models import FAMILY_TABLE, PREFIX
from services.core_api.models import Base


class FamilyExport(View):
    """A family's data, to keep or to take elsewhere."""

    family_id: UUID
    exported_at: Moment
    records: dict[str, list[dict[str, Any]]]
    """Kind of record -> all of them, with every field."""


def family_tables() -> dict[str, Table]:
    """Return the tables of the area by the kind of record in them."""
    return {
        name.removeprefix(PREFIX): table
        for name, table in Base.metadata.tables.items()
        if name.startswith(PREFIX)
    }


async def export_rows(session: AsyncSession, family_id: UUID) -> dict[str, list[dict[str, Any]]]:
    """Read every row of a family."""
    rows = {}
    for kind, table in family_tables().items():
        query = select(table).where(_of(table, family_id)).order_by(*table.primary_key.columns)
        rows[kind] = [dict(row) for row in (await session.execute(query)).mappings()]
    return rows


async def count_rows(session: AsyncSession, family_id: UUID) -> dict[str, int]:
    """Count the rows of a family per kind."""
    counts = {}
    for kind, table in family_tables().items():
        query = select(func.count()).select_from(table).where(_of(table, family_id))
        counts[kind] = await session.scalar(query) or 0
    return counts


def _of(table: Table, family_id: UUID) -> ColumnElement[bool]:
    column = table.c.id if table.name == FAMILY_TABLE else table.c.family_id
    return column == family_id
