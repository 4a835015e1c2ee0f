"""What the routes of screen time, extra time and check-ins take and give."""

from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from agents.contract.screen_time import MINUTES_PER_DAY, WINDOWS_MAX, parse_windows
from services.core_api.bodies import Body, Line, Moment, OptionalLine, View

DayName = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Category = Literal["games", "video", "social", "learning", "creative", "other"]
ExtraTimeStatus = Literal["open", "approved", "denied", "expired"]
CheckInStatus = Literal["planned", "done", "overdue", "escalated"]
_Minutes = Annotated[int, Field(ge=0, le=MINUTES_PER_DAY)]
ExtraMinutes = Annotated[int, Field(ge=1, le=240)]
"""What may be asked at once, and what may be given for it: four hours at most."""
_CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]"


class DayMinutes(Body):
    """Minutes per weekday."""

    mon: _Minutes
    tue: _Minutes
    wed: _Minutes
    thu: _Minutes
    fri: _Minutes
    sat: _Minutes
    sun: _Minutes


class BudgetContent(Body):
    """The budget of a member; null is no limit."""

    minutes: DayMinutes | None


class Budget(View):
    """The budget of a member; null while none is agreed."""

    member_id: UUID
    minutes: DayMinutes | None


class DowntimeWindow(Body):
    """A time without screens that begins on each of the days, over midnight if it ends earlier."""

    days: Annotated[list[DayName], Field(min_length=1, max_length=7)]
    begin: Annotated[str, Field(alias="from", pattern=f"^{_CLOCK}$")]
    until: Annotated[str, Field(pattern=f"^({_CLOCK}|24:00)$")]

    @model_validator(mode="after")
    def _require_rules(self) -> Self:
        """Take what the shared rules take: they judge it later."""
        parse_windows([self.model_dump(by_alias=True)])
        return self


class DowntimeContent(Body):
    """All downtime of a member."""

    windows: Annotated[list[DowntimeWindow], Field(max_length=WINDOWS_MAX)]


class Downtime(View):
    """The downtime of a member."""

    member_id: UUID
    windows: list[DowntimeWindow]


class NewSession(Body):
    """Screen time to start."""

    category: Category = "other"


class ScreenSession(View):
    """Screen time from start to stop."""

    id: UUID
    member_id: UUID
    category: Category
    started_at: Moment
    stopped_at: Moment | None


class ScreenTimeNow(View):
    """The screen time of a member, now."""

    member_id: UUID
    day: date
    budget_minutes: int | None
    granted_extra_minutes: int
    used_minutes: int
    left_minutes: int | None
    in_downtime: bool
    open_session_id: UUID | None
    ends_at: Moment | None
    """When budget or downtime ends the running session; null if nothing does today."""
    next_warning_at: Moment | None


class NewExtraTime(Body):
    """More minutes, for today."""

    minutes: ExtraMinutes
    reason: OptionalLine = ""


class DecisionNote(Body):
    """What the child is told with the decision."""

    note: OptionalLine = ""


class Approval(DecisionNote):
    """What the child gets, and is told."""

    minutes: ExtraMinutes | None = None
    """How many are given, less or more than was asked; left out, it is what was asked."""


class ExtraTime(View):
    """A request for more minutes on one day."""

    id: UUID
    member_id: UUID
    family_id: UUID
    minutes: int
    """What was asked."""
    granted_minutes: int | None
    """What was given; null unless it was approved."""
    reason: str
    day: date
    status: ExtraTimeStatus
    requested_at: Moment
    decided_by: str | None
    decided_at: Moment | None
    decision_note: str


class NewCheckIn(Body):
    """A sign of life to agree on."""

    member_id: UUID
    due_at: Moment
    note: OptionalLine = ""
    escalate_after_minutes: _Minutes = 30


class CheckIn(View):
    """A sign of life: until when, and what became of it."""

    id: UUID
    member_id: UUID
    family_id: UUID
    due_at: Moment
    note: str
    escalate_after_minutes: int
    created_at: Moment
    done_at: Moment | None
    escalated_at: Moment | None
    status: CheckInStatus


class RetentionRun(View):
    """What a run of the retention deleted."""

    deleted_sessions: int
    kept_since: Moment


class CategoryMinutes(View):
    """Screen time of one day and category."""

    day: date
    category: Category
    minutes: int


class MemberWeek(View):
    """The week of one member."""

    member_id: UUID
    display_name: Line
    used: list[CategoryMinutes]
    used_minutes: int
    extra_time: dict[ExtraTimeStatus, int]
    """Requests of the week's days, by status."""
    granted_extra_minutes: int
    check_ins: dict[CheckInStatus, int]
    """Check-ins that were due in the week, by status."""


class WeeklyReport(View):
    """The week of a family, in its time zone."""

    family_id: UUID
    week: str
    time_zone: str
    first_day: date
    last_day: date
    is_complete: bool
    """False if a part is yet to come, or was deleted after its 30 days."""
    members: list[MemberWeek]
