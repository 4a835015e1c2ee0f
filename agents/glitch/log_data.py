"""What glitch reads of the agents' logs: when, who, how serious, which event; never the data.

core-api gives a log oldest first from `since` on; entries that are no entries are counted, too.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec

from agents.contract.limits import LOG_STREAM_ENTRIES
from agents.contract.names import LOGS_PATH
from agents.runtime.capability import TaskContext
from agents.runtime.core_api_pages import read_as
from agents.runtime.errors import TaskError, UnreachableError

_PAGE_ENTRIES = 500
_SMALL_PAGE_ENTRIES = 50
"""Entries may have 16 KiB of data each, and an answer is read up to 1 MiB: then the small page."""
_PAGES_MAX = 4 * LOG_STREAM_ENTRIES // _SMALL_PAGE_ENTRIES
MALFORMED = "log.malformed"


class LogLine(msgspec.Struct, frozen=True):
    """One entry."""

    agent: str
    at: datetime
    level: str
    event: str
    message: str = ""


class _LogPage(msgspec.Struct, frozen=True):
    entries: list[dict[str, Any]]
    next: str | None


def read_log(
    context: TaskContext,
    since: datetime,
    until: datetime,
    level: str | None = None,
) -> Iterator[LogLine]:
    """Yield the entries of all agents between two moments, oldest first, a page at a time.

    Raises `TaskError` if the log does not come to an end.
    """
    query: dict[str, str | int] = {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "limit": _PAGE_ENTRIES,
    }
    if level is not None:
        query["level"] = level
    for _ in range(_PAGES_MAX):
        page = _read_page(context, query)
        yield from map(read_line, page.entries)
        if page.next is None:
            return
        query["after"] = page.next
    raise TaskError(f"{LOGS_PATH}: more than {_PAGES_MAX} pages; ask for a shorter time")


def _read_page(context: TaskContext, query: dict[str, str | int]) -> _LogPage:
    try:
        answer = context.core_api.get(LOGS_PATH, query)
    except UnreachableError:
        query["limit"] = _SMALL_PAGE_ENTRIES
        answer = context.core_api.get(LOGS_PATH, query)
    return read_as(_LogPage, answer, LOGS_PATH)


def read_line(entry: dict[str, Any]) -> LogLine:
    """Return an entry as a line; its place in the stream stands in for a time it has not."""
    try:
        return msgspec.convert(entry, LogLine)
    except msgspec.ValidationError:
        milliseconds = int(str(entry.get("id", "0-0")).partition("-")[0])
        at = datetime.fromisoformat("1970-01-01T00:00:00+00:00") + timedelta(
            milliseconds=milliseconds,
        )
        return LogLine("unknown", at, "error", MALFORMED, "an entry of the log is not readable")
