"""What nova keeps, as requests and answers."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from pydantic import StringConstraints

from agents.contract.messages import AgentName, Arguments, CapabilityName
from agents.contract.playbook import PlaybookName, RunStatus, Steps, StepState
from agents.contract.schedule import CRON_CHARACTERS_MAX
from services.core_api.bodies import Limit, Parameters, View
from services.core_api.time_cursor import Cursor

NamePath = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
SchedulePath = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]
_Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class ScheduleBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A schedule without its id, which is in the path."""

    cron: Annotated[str, msgspec.Meta(min_length=1, max_length=CRON_CHARACTERS_MAX)]
    agent: AgentName
    capability: CapabilityName
    input: Arguments = {}
    enabled: bool = True
    last_run_at: _Moment | None = None
    next_run_at: _Moment | None = None


class PlaybookBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The steps of a playbook."""

    steps: Steps


class RunBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A new run."""

    playbook: PlaybookName
    steps: Steps
    states: tuple[StepState, ...]


class RunChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far a run is."""

    states: tuple[StepState, ...]
    status: RunStatus


class NameQuery(Parameters):
    """Which page of a list that is sorted by name."""

    limit: Limit = 50
    after: SchedulePath | None = None


class RunsQuery(Parameters):
    """Which page of the runs, newest first."""

    status: RunStatus | None = None
    limit: Limit = 50
    after: Cursor | None = None


class ScheduleView(View):
    """A scheduled task."""

    id: str
    cron: str
    agent: str
    capability: str
    input: dict[str, Any]
    enabled: bool
    last_run_at: str | None
    next_run_at: str | None


class SchedulePage(View):
    """Schedules by their names."""

    items: list[ScheduleView]
    next: str | None


class PlaybookView(View):
    """A playbook."""

    name: str
    steps: list[dict[str, Any]]
    updated_at: str


class PlaybookPage(View):
    """Playbooks by their names."""

    items: list[PlaybookView]
    next: str | None


class RunView(View):
    """A run with the state of each step."""

    id: str
    playbook: str
    status: RunStatus
    steps: list[dict[str, Any]]
    states: list[dict[str, Any]]
    started_at: str
    updated_at: str


class RunPage(View):
    """Runs, newest first."""

    items: list[RunView]
    next: str | None
