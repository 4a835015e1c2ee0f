"""Read whole lists of core-api, page by page, into typed rows.

It promises all rows or an error: a list that does not end within `rows_max`, or a row without the
fields that a capability needs, is refused, as figures made of half the data would be wrong.
"""

from typing import Annotated, Any, TypeVar

import msgspec

from agents.contract.names import COMMAND_ID_PATTERN
from agents.runtime.capability import Query, TaskContext
from agents.runtime.errors import TaskError

PAGE_ROWS = 200
ROWS_MAX = 20_000

ObjectId = Annotated[str, msgspec.Meta(pattern=COMMAND_ID_PATTERN)]
"""Names an object of core-api: a UUID in its canonical form, as the id of a command."""

Row = TypeVar("Row")


class _Page(msgspec.Struct, frozen=True):
    items: list[dict[str, Any]]
    next: str | None = None


def load_rows(  # noqa: PLR0913 - the last two are limits with one value nearly everywhere
    context: TaskContext,
    path: str,
    query: Query,
    row_type: type[Row],
    *,
    page_rows: int = PAGE_ROWS,
    rows_max: int = ROWS_MAX,
) -> list[Row]:
    """Read the list at `path` to its end.

    Raises `TaskError` if it has too many rows or is no list of such rows.
    """
    rows: list[Row] = []
    after: dict[str, str | int] = {}
    while True:
        answer = context.core_api.get(path, {**query, "limit": page_rows, **after})
        page = read_as(_Page, answer, path)
        rows += read_as(list[row_type], page.items, path)  # type: ignore[valid-type]
        if len(rows) > rows_max:
            raise TaskError(f"{path}: more than {rows_max} rows; ask for a shorter time or one id")
        if page.next is None:
            return rows
        if not page.items or after == {"after": page.next}:
            raise TaskError(f"{path}: core-api's list does not go on after {page.next[:80]!r}")
        after = {"after": page.next}


def read_as(shape: type[Row], answer: Any, path: str) -> Row:  # noqa: ANN401 - JSON of any shape
    """Return `answer` as `shape`; fields that nobody asked for are ignored.

    Raises `TaskError` if a needed field is missing or of another type.
    """
    try:
        return msgspec.convert(answer, shape)
    except msgspec.ValidationError as error:
        raise TaskError(f"{path}: core-api's answer is not understood: {error}") from error
