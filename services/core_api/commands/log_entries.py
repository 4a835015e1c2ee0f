"""Choose from the entries of a log stream, and write them as JSON.

Without a beginning (`since`, `after`) the last entries are meant, and there are no later ones; with
one, the first entries from there on, and the answer says whether more follow.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from agents.contract.messages import LogEntry
from services.core_api.interface import LogFields, LogPage, LogQuery

Entries = Sequence[tuple[str, LogFields]]


def choose_entries(entries: Entries, query: LogQuery) -> LogPage:
    """Choose from entries that are within the times of the query, oldest first."""
    fitting = [one for one in entries if query.level in {None, one[1].get("level")}]
    if query.after is None and query.since is None:
        return LogPage(fitting[-query.limit :], has_more=False)
    return LogPage(fitting[: query.limit], has_more=len(fitting) > query.limit)


def render_entries(found: Entries) -> list[dict[str, Any]]:
    """Show each entry with its id; what is no entry of the contract is marked, not hidden."""
    return [{"id": entry_id, **_render_entry(fields)} for entry_id, fields in found]


def _render_entry(fields: LogFields) -> dict[str, Any]:
    try:
        entry = msgspec.convert(dict(fields), LogEntry)
        data = msgspec.json.decode(entry.data)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return {"malformed": True, "fields": dict(fields)}
    return {**msgspec.structs.asdict(entry), "data": data}
