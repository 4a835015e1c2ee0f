"""Which scheduled tasks are due, and running them.

1. Each run has a command id that follows from the schedule and the planned moment: running it
again after an interruption sends the same command, which core-api executes once. 2. Runs missed
while nova was away are made up by one run if the oldest is at most an hour late, otherwise skipped;
either way the schedule goes on with the first moment after now.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec

from agents.contract.messages import AgentName, Arguments, CapabilityName, CommandRequest
from agents.contract.schedule import (
    CRON_CHARACTERS_MAX,
    SCHEDULES_PATH,
    Schedule,
    ScheduleId,
    check_task,
)
from agents.nova.command_outcome import derive_command_id, send_command
from agents.nova.cron import parse_cron
from agents.runtime.capability import TaskContext
from agents.runtime.core_api_pages import load_rows, read_as
from agents.runtime.errors import RefusedError, TaskError
from agents.runtime.result_part import FromRow, Part, take_part

LATE_MAX = timedelta(hours=1)
_DEADLINE_SECONDS = 300


class ScheduleInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A task to run by the clock."""

    id: ScheduleId
    cron: Annotated[str, msgspec.Meta(max_length=CRON_CHARACTERS_MAX)]
    agent: AgentName
    capability: CapabilityName
    input: Arguments = {}
    enabled: bool = True


class RemoveScheduleInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The schedule to remove."""

    id: ScheduleId


class SchedulesInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which part of the list."""

    from_row: FromRow = 0


class PreviewInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A cron expression to try."""

    cron: Annotated[str, msgspec.Meta(max_length=CRON_CHARACTERS_MAX)]
    count: Annotated[int, msgspec.Meta(ge=1, le=50)] = 5


def set_schedule(wanted: ScheduleInput, context: TaskContext) -> Schedule:
    """Make or replace a schedule; when it ran last stays known.

    Raises `TaskError` if it could never run.
    """
    schedule = msgspec.convert(msgspec.to_builtins(wanted), Schedule)
    if found := check_schedule(schedule):
        raise TaskError("; ".join(found))
    known = load_rows(context, SCHEDULES_PATH, {}, Schedule)
    last = next((one.last_run_at for one in known if one.id == wanted.id), None)
    schedule = plan(msgspec.structs.replace(schedule, last_run_at=last), context.now())
    save(context, schedule)
    return schedule


def remove_schedule(wanted: RemoveScheduleInput, context: TaskContext) -> Schedule:
    """Remove a schedule and return it, so that the record of the command says what it was.

    Here and not by whoever asks: a tick that is planning the next run would keep it anew.
    """
    path = f"{SCHEDULES_PATH}/{wanted.id}"
    return read_as(Schedule, context.core_api.delete(path), path)


def list_schedules(wanted: SchedulesInput, context: TaskContext) -> Part:
    """List the schedules."""
    return take_part(load_rows(context, SCHEDULES_PATH, {}, Schedule), wanted.from_row)


def preview(wanted: PreviewInput, context: TaskContext) -> list[str]:
    """Return the next runs of a cron expression.

    Raises `TaskError` if it is none.
    """
    try:
        cron = parse_cron(wanted.cron)
    except ValueError as error:
        raise TaskError(str(error)) from error
    moments = [cron.next_after(context.now())]
    while len(moments) < wanted.count:
        moments.append(cron.next_after(moments[-1]))
    return [format_moment(moment) for moment in moments]


def check_schedule(schedule: Schedule) -> list[str]:
    """Find what would keep a schedule from running."""
    found = check_task(schedule.agent, schedule.capability, schedule.input)
    try:
        parse_cron(schedule.cron)
    except ValueError as error:
        found.append(str(error))
    return found


def plan(schedule: Schedule, now: datetime) -> Schedule:
    """Return the schedule with the first run after `now`."""
    following = format_moment(parse_cron(schedule.cron).next_after(now))
    return msgspec.structs.replace(schedule, next_run_at=following if schedule.enabled else None)


def is_due(schedule: Schedule, now: datetime) -> bool:
    """Tell whether its planned moment has come."""
    if not schedule.enabled or schedule.next_run_at is None:
        return False
    return datetime.fromisoformat(schedule.next_run_at) <= now


def is_too_late(schedule: Schedule, now: datetime) -> bool:
    """Tell whether a due run is skipped."""
    planned = schedule.next_run_at
    return planned is not None and now - datetime.fromisoformat(planned) > LATE_MAX  # (2)


def run_due(context: TaskContext) -> list[str]:
    """Send every due task once and plan its next run; return what went wrong."""
    now = context.now()
    problems: list[str] = []
    for schedule in load_rows(context, SCHEDULES_PATH, {}, Schedule):
        try:
            if schedule.enabled and (schedule.next_run_at is None or is_due(schedule, now)):
                _run(context, schedule, now)
        except (RefusedError, TaskError, ValueError) as error:
            problems.append(f"schedule {schedule.id}: {error}")
    return problems


def save(context: TaskContext, schedule: Schedule) -> None:
    """Keep a schedule in core-api."""
    body = msgspec.to_builtins(schedule)
    context.core_api.put(f"{SCHEDULES_PATH}/{body.pop('id')}", body)


def _run(context: TaskContext, schedule: Schedule, now: datetime) -> None:
    if found := check_schedule(schedule):  # kept before it was forbidden
        raise TaskError("; ".join(found))
    planned = plan(schedule, now)  # first: what has no next run is not sent either
    refusal: RefusedError | None = None
    if is_due(schedule, now) and not is_too_late(schedule, now):
        try:
            send_command(context, _request(schedule))
            planned = msgspec.structs.replace(planned, last_run_at=format_moment(now))
        except RefusedError as error:
            refusal = error
    save(context, planned)
    if refusal is not None:  # after planning: it is not asked for again every 15 s
        raise refusal


def _request(schedule: Schedule) -> CommandRequest:
    return CommandRequest(
        agent=schedule.agent,
        op="task",
        args={"capability": schedule.capability, "input": schedule.input},
        id=derive_command_id("schedule", schedule.id, str(schedule.next_run_at)),  # (1)
        deadline_seconds=_DEADLINE_SECONDS,
    )


def format_moment(moment: datetime) -> str:
    """Return `moment` as RFC 3339 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
