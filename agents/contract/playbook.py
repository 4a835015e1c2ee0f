"""Playbooks and their runs, as nova keeps them in core-api: steps in order, each with its state.

A playbook is checked as a whole before anything runs. The state of a run holds no results, only
the ids of its commands: results are read from the commands.
"""

from typing import Annotated, Any, Literal

import msgspec

from agents.contract import limits
from agents.contract.messages import (
    AgentName,
    Arguments,
    CapabilityName,
    CommandId,
    DeadlineSeconds,
)
from agents.contract.names import AGENT_NAMES
from agents.contract.privacy import PRIVATE_CAPABILITIES
from agents.contract.restart import asks_for_restart

STEPS_MAX = 20
CONDITIONS_MAX = 8
CONDITION_VALUE_CHARACTERS_MAX = 500
REASON_CHARACTERS_MAX = 500
PLAYBOOKS_PATH = "/api/v1/agent/playbooks"
PLAYBOOK_RUNS_PATH = "/api/v1/agent/playbook-runs"

_NAME_PATTERN = r"^[a-z][a-z0-9_]{0,63}\Z"
_PATH_PATTERN = r"^[a-z][a-z0-9_]{0,63}(\.[A-Za-z0-9_-]{1,64}){1,12}\Z"

PlaybookName = Annotated[str, msgspec.Meta(pattern=_NAME_PATTERN)]
StepName = Annotated[str, msgspec.Meta(pattern=_NAME_PATTERN)]
Operator = Literal["==", "!=", "<", "<=", ">", ">=", "contains", "exists"]
Scalar = (
    bool
    | int
    | float
    | Annotated[str, msgspec.Meta(max_length=CONDITION_VALUE_CHARACTERS_MAX)]
    | None
)
StepStatus = Literal["pending", "sent", "done", "failed", "timed_out", "skipped", "not_reached"]
RunStatus = Literal["running", "done", "failed"]
Reason = Annotated[str, msgspec.Meta(max_length=REASON_CHARACTERS_MAX)]


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One comparison, such as `scan.result.counts.error` `>` `0`."""

    path: Annotated[str, msgspec.Meta(pattern=_PATH_PATTERN)]
    """Name of an earlier step, `status` or `result`, then names of members or positions in lists;
    `length` counts."""
    operator: Operator
    value: Scalar = None

    @property
    def step(self) -> str:
        """The step that it looks at."""
        return self.path.partition(".")[0]


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One task for one agent."""

    name: StepName
    agent: AgentName
    capability: CapabilityName
    input: Arguments = {}
    when: Annotated[tuple[Condition, ...], msgspec.Meta(max_length=CONDITIONS_MAX)] = ()
    """All must hold, asked in this order; otherwise the step is skipped."""
    on_failure: Literal["stop", "continue"] = "stop"
    deadline_seconds: DeadlineSeconds = limits.COMMAND_DEADLINE_SECONDS_DEFAULT


Steps = Annotated[tuple[Step, ...], msgspec.Meta(min_length=1, max_length=STEPS_MAX)]


class StepState(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far a step of a run is."""

    status: StepStatus = "pending"
    command_id: CommandId | None = None
    """The one command of this step, written down before it is sent."""
    reason: Reason = ""


class PlaybookRun(msgspec.Struct, frozen=True):
    """One run with a copy of its steps: a later change of the playbook does not touch it."""

    id: CommandId
    playbook: PlaybookName
    steps: Steps
    states: Annotated[tuple[StepState, ...], msgspec.Meta(max_length=STEPS_MAX)]
    status: RunStatus
    started_at: str
    """UTC, RFC 3339."""


def check_steps(steps: tuple[Step, ...]) -> list[str]:
    """Find what would make a run impossible."""
    found: list[str] = []
    earlier: set[str] = set()
    for step in steps:
        if step.name in earlier:
            found.append(f"step {step.name}: the name is used twice; rename one")
        if step.agent not in AGENT_NAMES or step.agent == "nova":
            found.append(
                f"step {step.name}: {step.agent} cannot be commanded; name another agent than nova"
            )
        if step.capability in PRIVATE_CAPABILITIES:
            found.append(
                f"step {step.name}: {step.capability} is private and a playbook is kept; send it"
                " as a task"
            )
        if asks_for_restart("task", step.input):
            found.append(
                f"step {step.name}: there is a restart in its input and a playbook is kept; send"
                " the restart as a command"
            )
        found += [
            f"step {step.name}: its condition looks at {condition.step}, which is no earlier step"
            for condition in step.when
            if condition.step not in earlier
        ]
        earlier.add(step.name)
    return found


def render_steps(steps: tuple[Step, ...]) -> list[Any]:
    """Return the steps as JSON values."""
    rendered: list[Any] = msgspec.to_builtins(steps)
    return rendered
