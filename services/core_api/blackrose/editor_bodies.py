"""What creators send to lyra, and what they are shown of its answers."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field

from services.core_api.blackrose.editor_tables import EditorOutcome, EditorRequestRecord
from services.core_api.blackrose.editor_words import (
    CALENDAR,
    MEDIA,
    REVIEW,
    MediaCheck,
    Plan,
    Review,
)
from services.core_api.bodies import Body, View

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Capability = Literal["review_draft", "check_media", "content_calendar"]
EditorWord = Literal["online", "stale", "never_seen", "unknown"]
"""How lyra is; unknown while Redis is away."""
_WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = re.compile(r"(?:20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")


def _require_day(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Refuse what pydantic takes besides: seconds since 1970, and a midnight."""
    if isinstance(value, date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise ValueError("expected a day such as 2026-11-22")


Day = Annotated[
    date,
    BeforeValidator(_require_day),
    Field(json_schema_extra={"pattern": f"^{_DAY.pattern}$"}),
]


class WantedPlan(Body):
    """The days to spread drafts over, and the hour of publication."""

    first_day: Day
    days: Annotated[int, Field(ge=1, le=92)] = 28
    weekdays: Annotated[list[Weekday], Field(min_length=1, max_length=7)] = Field(
        default_factory=lambda: list(_WEEKDAYS)
    )
    hour_utc: Annotated[int, Field(ge=0, le=23)] = 17


class EditorPart(View):
    """One task of a request."""

    capability: Capability
    command_id: UUID
    outcome: EditorOutcome
    detail: str
    """Why it failed."""


class EditorRequestView(View):
    """A request and how it stands."""

    id: UUID
    asked_at: datetime
    deadline_at: datetime
    ended_at: datetime | None
    outcome: EditorOutcome
    outdated: bool
    """What was judged has changed since it was asked."""
    version: str
    """Of lyra, when it was asked."""
    parts: list[EditorPart]


class NotesView(EditorRequestView):
    """Notes on a post; what is null could not be checked, or not yet."""

    review: Review | None
    media: MediaCheck | None


class PlanView(EditorRequestView):
    """A plan for all drafts; null if it could not be made, or not yet."""

    asked: WantedPlan
    plan: Plan | None


class EditorNotes(View):
    """Whether lyra is there, and the last request about a post."""

    editor: EditorWord
    latest: NotesView | None


class CalendarPlan(View):
    """Whether lyra is there, and the last request for a plan."""

    editor: EditorWord
    latest: PlanView | None


def show_notes(request: EditorRequestRecord, content_sha256: str) -> NotesView:
    """Show a request about a post whose content is now this."""
    return NotesView(
        **_show(request, content_sha256),
        review=_result(request, REVIEW),
        media=_result(request, MEDIA),
    )


def show_plan(request: EditorRequestRecord, content_sha256: str) -> PlanView:
    """Show a request for a plan of drafts that are now these."""
    asked = WantedPlan.model_validate(request.asked)
    return PlanView(**_show(request, content_sha256), asked=asked, plan=_result(request, CALENDAR))


def _show(request: EditorRequestRecord, content_sha256: str) -> dict[str, Any]:
    parts = [{name: part[name] for name in EditorPart.model_fields} for part in request.parts]
    return {
        "id": request.id,
        "asked_at": request.asked_at,
        "deadline_at": request.deadline_at,
        "ended_at": request.ended_at,
        "outcome": request.outcome,
        "outdated": request.content_sha256 != content_sha256,
        "version": request.editor_version,
        "parts": parts,
    }


def _result(request: EditorRequestRecord, capability: str) -> Any:  # noqa: ANN401 - parsed before
    return next(
        (part["result"] for part in request.parts if part["capability"] == capability), None
    )
