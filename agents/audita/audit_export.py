"""Tables of core-api for people who audit: as CSV, or as a document that core-api signs.

Only the columns listed here leave the platform: identifiers, states and times, no content of posts
and no contact of a claimant. A signed document says which rows it holds and carries the SHA-256 of
all rows, so that its parts can be told to belong together.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec

from agents.runtime.csv_text import Cell
from agents.runtime.errors import TaskError

TableName = Literal["consents", "ledger", "moderation_log", "notices", "posts", "removals"]
Row = dict[str, Any]


class Table(msgspec.Struct, frozen=True):
    """One list of core-api and what of it is exported."""

    path: str
    columns: tuple[str, ...]
    filters: tuple[str, ...] = ()
    page_rows: int = 200
    """Small where rows carry long texts: an answer of core-api has 1 MiB at most."""


def _table(name: str, columns: str, filters: str = "", page_rows: int = 200) -> Table:
    path = f"/api/v1/blackrose/{name}"
    return Table(path, tuple(columns.split()), tuple(filters.split()), page_rows)


TABLES: Mapping[TableName, Table] = {
    "consents": _table(
        "consents",
        "id post_id person_ref text_version signed_text_sha256 signed_at scope age_check_ref "
        "revoked_at",
    ),
    "ledger": _table(
        "ledger",
        "id creator_id member_id tier_id kind amount_minor currency occurred_at category reference",
        "creator_id year",
    ),
    "moderation_log": _table(
        "moderation-log",
        "id at actor_id action object_kind object_id reason_code note",
        page_rows=50,
    ),
    "notices": _table(
        "dmca/notices",
        "id post_id status received_at hidden_at notified_at counter_received_at "
        "restore_not_before restore_not_after",
        page_rows=20,
    ),
    "posts": _table(
        "posts",
        "id creator_id status access tier_id content_sha256 created_at updated_at submitted_at "
        "published_at",
        "creator_id",
        page_rows=5,
    ),
    "removals": _table("removals", "id post_id status received_at due_at alarm_at decided_at"),
}


def make_query(name: TableName, creator_id: str | None, year: int | None) -> dict[str, str | int]:
    """Build the query for a table.

    Raises `TaskError` for a filter that the table does not have: its rows would be all rows.
    """
    wanted = {"creator_id": creator_id, "year": year}
    for filter_name, value in wanted.items():
        if value is not None and filter_name not in TABLES[name].filters:
            raise TaskError(f"table {name} has no filter {filter_name}; leave it out")
    query: dict[str, str | int] = {"creator_id": creator_id} if creator_id else {}
    return query | (year_query(year) if year else {})


def year_query(year: int) -> dict[str, str | int]:
    """Limit a list to one calendar year in UTC."""
    return {"from": f"{year}-01-01T00:00:00Z", "until": f"{year + 1}-01-01T00:00:00Z"}


def select_columns(table: Table, rows: Sequence[Row]) -> list[Row]:
    """Keep the table's columns, in their order.

    Raises `TaskError` if a row lacks one: an export with holes proves nothing.
    """
    for row in rows:
        if missing := [column for column in table.columns if column not in row]:
            raise TaskError(f"{table.path}: core-api's rows have no {', '.join(missing)}")
    return [{column: row[column] for column in table.columns} for row in rows]


def csv_cells(row: Row) -> list[Cell]:
    """Write one row's values as cells; a list is its values with spaces between."""
    return [_cell(value) for value in row.values()]


def _cell(value: Any) -> Cell:  # noqa: ANN401 - a JSON value
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, list):
        return " ".join(map(str, value))
    return msgspec.json.encode(value).decode()


def rows_digest(rows: Sequence[Row]) -> str:
    """SHA-256 of all rows as JSON without spaces, members sorted: as core-api signs them."""
    # Not at the top: an idle agent needs no OpenSSL in its memory.
    import hashlib  # noqa: PLC0415

    return hashlib.sha256(msgspec.json.encode(rows, order="sorted")).hexdigest()
