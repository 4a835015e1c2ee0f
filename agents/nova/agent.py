"""Nova's capabilities: commands for other agents, playbooks, schedules, the platform at a glance.

It asks core-api for everything; nothing here talks to Redis or to another agent directly.
"""

from datetime import timedelta

import msgspec

from agents.contract.messages import CommandId
from agents.contract.playbook import (
    PLAYBOOK_RUNS_PATH,
    PLAYBOOKS_PATH,
    PlaybookName,
    PlaybookRun,
    Steps,
    check_steps,
    render_steps,
)
from agents.nova.dispatch import DispatchInput, FollowInput, FollowSeconds, dispatch, follow
from agents.nova.playbook_runner import PlaybookRunner
from agents.nova.schedule import (
    PreviewInput,
    RemoveScheduleInput,
    ScheduleInput,
    SchedulesInput,
    list_schedules,
    preview,
    remove_schedule,
    run_due,
    set_schedule,
)
from agents.nova.summary import SummaryInput, platform_summary
from agents.runtime.capability import Capability, TaskContext, agent_module
from agents.runtime.core_api_pages import read_as
from agents.runtime.errors import AgentError, TaskError

VERSION = "2.0.0"
_INLINE = "inline"
_TICK_SECONDS = 8.0
"""How long a tick follows the commands of all unfinished runs; the next one goes on."""


class SavePlaybookInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A playbook to keep under its name."""

    name: PlaybookName
    steps: Steps


class RunPlaybookInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A playbook that is kept, or steps to run once."""

    name: PlaybookName | None = None
    steps: Steps | None = None
    follow_seconds: FollowSeconds = 20
    """After that the run goes on by itself."""


class PlaybookRunInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The run to look at."""

    run_id: CommandId


class SavedPlaybook(msgspec.Struct, frozen=True):
    """A playbook that is kept."""

    name: str
    steps: int


class StepReport(msgspec.Struct, frozen=True):
    """One step of a run."""

    name: str
    agent: str
    capability: str
    status: str
    command_id: str | None
    reason: str


class RunReport(msgspec.Struct, frozen=True):
    """How far a run is; results stand with the commands."""

    run_id: str
    playbook: str
    status: str
    started_at: str
    steps: list[StepReport]


class _KeptPlaybook(msgspec.Struct, frozen=True):
    steps: Steps


def save_playbook(wanted: SavePlaybookInput, context: TaskContext) -> SavedPlaybook:
    """Keep a playbook.

    Raises `TaskError` if its steps cannot be run.
    """
    if found := check_steps(wanted.steps):
        raise TaskError("; ".join(found))
    body = {"steps": render_steps(wanted.steps)}
    context.core_api.put(f"{PLAYBOOKS_PATH}/{wanted.name}", body)
    return SavedPlaybook(wanted.name, len(wanted.steps))


def run_playbook(wanted: RunPlaybookInput, context: TaskContext) -> RunReport:
    """Start a run and follow it for a while.

    Raises `TaskError` unless either a name or steps are given.
    """
    if (wanted.name is None) is (wanted.steps is None):
        raise TaskError("give either the name of a playbook, or steps")
    steps = wanted.steps
    if steps is None:
        path = f"{PLAYBOOKS_PATH}/{wanted.name}"
        steps = read_as(_KeptPlaybook, context.core_api.get(path), path).steps
    runner = PlaybookRunner(context)
    run = runner.start(wanted.name or _INLINE, steps)
    return describe(runner.advance(run, wanted.follow_seconds))


def playbook_run(wanted: PlaybookRunInput, context: TaskContext) -> RunReport:
    """Tell how far a run is."""
    path = f"{PLAYBOOK_RUNS_PATH}/{wanted.run_id}"
    return describe(read_as(PlaybookRun, context.core_api.get(path), path))


def describe(run: PlaybookRun) -> RunReport:
    """Say how far a run is."""
    steps = [
        StepReport(
            name=step.name,
            agent=step.agent,
            capability=step.capability,
            status=state.status,
            command_id=state.command_id,
            reason=state.reason,
        )
        for step, state in zip(run.steps, run.states, strict=True)
    ]
    return RunReport(run.id, run.playbook, run.status, run.started_at, steps)


def tick(context: TaskContext) -> None:
    """Send what is due by schedule, and go on with runs that have not ended.

    Raises `TaskError` with what could not be done.
    """
    problems = run_due(context)
    runner = PlaybookRunner(context)
    until = context.now() + timedelta(seconds=_TICK_SECONDS)
    for run in runner.unfinished():
        try:
            left = (until - context.now()).total_seconds()
            runner.advance(run, max(0.0, left))
        except AgentError as error:
            problems.append(f"run {run.id}: {error}")
    if problems:
        raise TaskError("; ".join(problems))


AGENT = agent_module(
    VERSION,
    Capability(
        "platform_summary",
        SummaryInput,
        platform_summary,
        "Tell how the agents, the commands and the stores are.",
    ),
    Capability(
        "dispatch",
        DispatchInput,
        dispatch,
        "Send a command to another agent and follow it to its end.",
    ),
    Capability("follow", FollowInput, follow, "Follow a command that was sent before."),
    Capability(
        "save_playbook",
        SavePlaybookInput,
        save_playbook,
        "Keep ordered steps, with conditions on earlier results, under a name.",
    ),
    Capability(
        "run_playbook",
        RunPlaybookInput,
        run_playbook,
        "Run a playbook step by step; a restart does not run a step twice.",
    ),
    Capability(
        "playbook_run",
        PlaybookRunInput,
        playbook_run,
        "Tell how far a run of a playbook is.",
    ),
    Capability(
        "set_schedule",
        ScheduleInput,
        set_schedule,
        "Run a task of another agent by the clock: a cron expression in UTC.",
    ),
    Capability(
        "remove_schedule",
        RemoveScheduleInput,
        remove_schedule,
        "Remove a scheduled task; runs that were sent go on.",
    ),
    Capability(
        "list_schedules",
        SchedulesInput,
        list_schedules,
        "List the scheduled tasks with their last and next runs.",
    ),
    Capability(
        "preview_schedule",
        PreviewInput,
        preview,
        "Tell when a cron expression runs next.",
    ),
    tick=tick,
)
