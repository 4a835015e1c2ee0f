"""What to do next in a run of a playbook; pure.

    pending -> sent -> done | failed | timed_out        pending -> skipped | failed | not_reached

1. Steps go one after the other. 2. A step starts only from `pending`, and its command id follows
from run and step alone: starting it again after an interruption sends the same command, which
core-api executes once. 3. A failure ends the run, unless its step says `continue`.
"""

import msgspec

from agents.contract.playbook import (
    REASON_CHARACTERS_MAX,
    PlaybookRun,
    StepState,
    StepStatus,
)
from agents.nova.command_outcome import CommandRecord, derive_command_id
from agents.nova.condition import ConditionError, Results, holds

_FAILURES = ("failed", "timed_out")
_OPEN = ("pending", "sent")


def current_step(run: PlaybookRun) -> int | None:
    """Return the position of the step to work on; nothing when the run is over."""
    for index, state in enumerate(run.states):
        if state.status in _FAILURES and run.steps[index].on_failure == "stop":
            return None  # (3)
        if state.status in _OPEN:
            return index  # (1)
    return None


def begin_step(run: PlaybookRun, index: int, results: Results) -> PlaybookRun:
    """Decide about a pending step: it is sent, skipped, or fails as its condition is undecidable.

    The caller keeps the answer before it sends the command.
    """
    step = run.steps[index]
    try:
        unmet = next((one for one in step.when if not holds(one, results)), None)
    except ConditionError as error:
        return _with_state(run, index, "failed", f"condition: {error}")
    if unmet is not None:
        reason = f"condition: {unmet.path} {unmet.operator} does not hold"
        return _with_state(run, index, "skipped", reason)
    command_id = derive_command_id("playbook step", run.id, str(index))  # (2)
    return _with_state(run, index, "sent", "", command_id)


def end_step(run: PlaybookRun, index: int, record: CommandRecord) -> PlaybookRun:
    """Note how the command of a sent step ended."""
    ending: StepStatus = "failed"
    if record.outcome in ("done", "timed_out"):
        ending = "done" if record.outcome == "done" else "timed_out"
    return _with_state(run, index, ending, record.detail, run.states[index].command_id)


def fail_step(run: PlaybookRun, index: int, reason: str) -> PlaybookRun:
    """Note that core-api refused the command of a step."""
    return _with_state(run, index, "failed", reason, run.states[index].command_id)


def conclude(run: PlaybookRun) -> PlaybookRun:
    """End a run that has no step to work on; what was not begun is `not_reached`."""
    states = tuple(
        StepState(status="not_reached") if state.status == "pending" else state
        for state in run.states
    )
    stopped = any(
        state.status in _FAILURES and step.on_failure == "stop"
        for step, state in zip(run.steps, states, strict=True)
    )
    return msgspec.structs.replace(run, states=states, status="failed" if stopped else "done")


def give_up(run: PlaybookRun, reason: str) -> PlaybookRun:
    """End a run that cannot go on: the step at work fails with `reason`, whatever it says."""
    index = current_step(run)
    if index is not None:
        run = fail_step(run, index, reason)
    return msgspec.structs.replace(conclude(run), status="failed")


def _with_state(
    run: PlaybookRun,
    index: int,
    status: StepStatus,
    reason: str,
    command_id: str | None = None,
) -> PlaybookRun:
    state = StepState(status, command_id, reason[:REASON_CHARACTERS_MAX])
    states = (*run.states[:index], state, *run.states[index + 1 :])
    return msgspec.structs.replace(run, states=states)
