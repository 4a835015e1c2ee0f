"""What happened in a time: alerts, warnings and errors of the logs, commands, in one timeline.

The same rows as JSON and as Markdown, in parts that fit into a result. A source that could not be
read is named; its silence never reads as "nothing happened".
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

import msgspec

from agents.contract.names import COMMANDS_PATH
from agents.glitch.alert import read_alerts, read_since
from agents.glitch.log_data import read_log
from agents.runtime.capability import TaskContext
from agents.runtime.errors import AgentError, TaskError
from agents.runtime.result_part import PART_BYTES, FromRow, take_part

_TEXT_CHARACTERS_MAX = 200
_MARKDOWN = str.maketrans({char: f"\\{char}" for char in r"\`*_{}[]<>()#+-.!|"})
_SERIOUS_ALERTS = ("high", "critical")

Source = Literal["alert", "log", "command"]


class IncidentInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which time."""

    minutes: Annotated[int, msgspec.Meta(ge=1, le=7 * 24 * 60)] = 60
    """Before `until`."""
    until: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    """Nothing is now."""
    from_row: FromRow = 0


class TimelineRow(msgspec.Struct, frozen=True):
    """One thing that happened."""

    at: datetime
    source: Source
    severity: str
    what: str


class IncidentReport(msgspec.Struct, frozen=True):
    """The timeline, oldest first."""

    since: datetime
    until: datetime
    counts: dict[str, int]
    """Rows of all parts by source and severity."""
    not_checked: list[str]
    total: int
    next_row: int | None
    timeline: list[TimelineRow]
    markdown: str


class _Command(msgspec.Struct, frozen=True):
    id: str
    agent: str
    op: str
    issued_at: datetime
    issued_by: str
    outcome: str


def report_incident(wanted: IncidentInput, context: TaskContext) -> IncidentReport:
    """Read all sources and put them in order.

    Raises `TaskError` if the time has not begun.
    """
    now = context.now()
    until = min(wanted.until or now, now)
    since = until - timedelta(minutes=wanted.minutes)
    not_checked: list[str] = []
    rows: list[TimelineRow] = []
    for name, read in _SOURCES:
        try:
            rows += [row for row in read(context, since, until) if since <= row.at <= until]
        except AgentError as error:
            not_checked.append(f"{name}: {error}"[:300])
    if len(not_checked) == len(_SOURCES):
        raise TaskError(f"nothing could be read: {'; '.join(not_checked)}")
    rows.sort(key=lambda row: (row.at, row.source, row.what))
    return make_report(rows, since, until, not_checked, wanted.from_row)


def make_report(
    rows: list[TimelineRow],
    since: datetime,
    until: datetime,
    not_checked: list[str],
    from_row: int = 0,
) -> IncidentReport:
    """Write one part of the timeline in both forms."""
    part = take_part(rows, from_row, PART_BYTES // 2)  # the other half is the Markdown
    counts = Counter(f"{row.source} {row.severity}" for row in rows)
    lines = [
        f"# Incident report {_moment(since)} to {_moment(until)}",
        "",
        *(f"- **not checked**: {escape(reason)}" for reason in not_checked),
        *(f"- {escape(name)}: {count}" for name, count in sorted(counts.items())),
        "",
        "| time | source | severity | what |",
        "|---|---|---|---|",
        *(_line(row) for row in part.rows),
    ]
    if part.next_row is not None:
        lines += ["", f"{part.total - part.next_row} more rows: ask from row {part.next_row}."]
    return IncidentReport(
        since=since,
        until=until,
        counts=dict(sorted(counts.items())),
        not_checked=not_checked,
        total=part.total,
        next_row=part.next_row,
        timeline=part.rows,
        markdown="\n".join(lines) + "\n",
    )


def escape(text: str) -> str:
    """Return `text` as Markdown that shows it and does nothing else; one line."""
    return " ".join(text.split()).translate(_MARKDOWN)


def _line(row: TimelineRow) -> str:
    mark = "**" if row.severity in ("error", "failed", "timed_out", *_SERIOUS_ALERTS) else ""
    severity = f"{mark}{escape(row.severity)}{mark}"
    return f"| {_moment(row.at)} | {row.source} | {severity} | {escape(row.what)} |"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _alerts(context: TaskContext, since: datetime, _: datetime) -> Iterable[TimelineRow]:
    for alert in read_alerts(context, since):
        what = f"{alert.kind}: {alert.message}"[:_TEXT_CHARACTERS_MAX]
        yield TimelineRow(alert.at, "alert", alert.severity, what)


def _logs(context: TaskContext, since: datetime, until: datetime) -> Iterable[TimelineRow]:
    for level in ("warning", "error"):
        for line in read_log(context, since, until, level):
            what = f"{line.agent} {line.event}: {line.message}"[:_TEXT_CHARACTERS_MAX]
            yield TimelineRow(line.at, "log", line.level, what)


def _commands(context: TaskContext, since: datetime, _: datetime) -> Iterable[TimelineRow]:
    for command in read_since(context, COMMANDS_PATH, _Command, "issued_at", since):
        what = f"{command.op} for {command.agent} by {command.issued_by}"
        yield TimelineRow(command.issued_at, "command", command.outcome, what)


_SOURCES: tuple[
    tuple[str, Callable[[TaskContext, datetime, datetime], Iterable[TimelineRow]]], ...
] = (("alerts", _alerts), ("logs", _logs), ("commands", _commands))
