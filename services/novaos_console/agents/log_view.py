"""The log of an agent for people: filter, search, lines, a file.

The search is on the server, in text or by a regular expression within a time limit.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from services.console.core_api import CoreApi, Query
from services.console.errors import BadFormError
from services.console.visit import Visit
from services.novaos_console.agents.bounded_regex import compile_pattern, time_limit

LEVELS = ("debug", "info", "warning", "error")
DEPTHS = (200, 1000, 5000)
"""How many of the newest entries are looked through; the log holds 5000."""
_TONES = {"debug": "mute", "info": "info", "warning": "warn", "error": "bad"}
_NAMED = ("id", "agent", "at", "level", "event", "message", "command_id", "data")


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which entries are wanted."""

    level: str = ""
    text: str = ""
    is_pattern: bool = False
    depth: int = DEPTHS[0]

    @property
    def query(self) -> str:
        """As the query of an address."""
        values = {
            "level": self.level,
            "q": self.text,
            "regex": "yes" if self.is_pattern else "",
            "depth": "" if self.depth == DEPTHS[0] else str(self.depth),
        }
        return urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True, slots=True)
class LogLine:
    """One entry."""

    at: str
    level: str
    event: str
    message: str
    command_id: str
    more: str
    """Its data, as JSON; empty if there is none."""

    @property
    def tone(self) -> str:
        """Colour and sign of the level."""
        return _TONES.get(self.level, "warn")

    @property
    def text(self) -> str:
        """What a search looks at."""
        return f"{self.event} {self.message} {self.command_id} {self.more}"


def read_filter(visit: Visit) -> LogFilter:
    """Read what the address asks for.

    Raises `BadFormError` for what no form of ours sends.
    """
    level, depth = visit.query("level") or "", visit.query("depth") or str(DEPTHS[0])
    if level and level not in LEVELS:
        raise BadFormError(f"level: choose one of {', '.join(LEVELS)}")
    if depth not in map(str, DEPTHS):
        raise BadFormError(f"depth: choose one of {', '.join(map(str, DEPTHS))}")
    return LogFilter(level, visit.query("q") or "", visit.query("regex") == "yes", int(depth))


async def read_entries(core_api: CoreApi, agent: str, wanted: LogFilter) -> list[dict[str, Any]]:
    """Ask for the newest entries that fit, the newest first."""
    query: Query = {"agent": agent, "level": wanted.level, "limit": wanted.depth}
    entries = (await core_api.get("/api/v1/agent/logs", query=query))["entries"]
    return search(reversed(entries), wanted)


def search(entries: Iterable[dict[str, Any]], wanted: LogFilter) -> list[dict[str, Any]]:
    """Return the entries that have the text, or match the pattern.

    Raises `BadFormError` for a pattern that cannot be used.
    """
    if not wanted.text:
        return list(entries)
    if not wanted.is_pattern:
        text = wanted.text.lower()
        return [entry for entry in entries if text in build_line(entry).text.lower()]
    pattern = compile_pattern(wanted.text)
    lines = [(entry, build_line(entry).text) for entry in entries]
    with time_limit():
        return [entry for entry, text in lines if pattern.search(text)]


def build_line(entry: dict[str, Any]) -> LogLine:
    """Make a line of an entry; one that is not of the contract is shown as it is."""
    if entry.get("malformed"):
        return LogLine("", "malformed", "", json.dumps(entry["fields"]), "", "")
    data = dict(entry["data"]) if isinstance(entry["data"], dict) else {"data": entry["data"]}
    data |= {name: value for name, value in entry.items() if name not in _NAMED}
    more = json.dumps(data, ensure_ascii=False) if data else ""
    return LogLine(
        entry["at"], entry["level"], entry["event"], entry["message"], entry["command_id"], more
    )


def render_file(entries: Iterable[dict[str, Any]]) -> str:
    """Write entries as a file, one JSON object per line."""
    return "".join(f"{json.dumps(entry, ensure_ascii=False)}\n" for entry in entries)
