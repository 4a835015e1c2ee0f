"""Lyra's proposals for a calendar beside what the posts say now; and the form that asks for them.

Pure. A proposal is followed by planning the draft for its time; only drafts can still be changed.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from services.console.errors import BadFormError
from services.console.forms import Form
from services.console.views import as_moment
from services.web_shell.creators.weeks import monday_of
from services.web_shell.form_values import parse_day

WEEKDAYS = (
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
)
SPANS = ((14, "2 weeks"), (28, "4 weeks"), (56, "8 weeks"), (91, "13 weeks"))
HOURS = tuple((hour, f"{hour:02}:00") for hour in range(24))
State = Literal["open", "followed", "fixed", "placeless", "gone"]


@dataclass(frozen=True, slots=True)
class ProposedDay:
    """One proposal, and what can be done with it."""

    post_id: str
    title: str
    at: str | None
    reason: str
    state: State
    """Open: a draft that can be planned so. Fixed: it is out of its creator's hands now."""
    status: str
    planned: str | None
    """When the post is planned for now."""


def list_proposals(plan: dict[str, Any], posts: list[dict[str, Any]]) -> list[ProposedDay]:
    """Return the proposals with what the posts say now."""
    known = {post["id"]: post for post in posts}
    return [_propose(entry, known.get(entry["post_id"])) for entry in plan["entries"]["rows"]]


def read_plan(form: Form) -> dict[str, Any]:
    """Return the body of a request for a plan.

    Raises `BadFormError`.
    """
    first = parse_day(form.text("first_day"), "first day")
    weekdays = [name for name, _ in WEEKDAYS if name in form.every("weekdays")]
    if first is None or not weekdays:
        raise BadFormError("Choose a first day and at least one day of the week.")
    return {
        "first_day": first.isoformat(),
        "days": form.number("days"),
        "weekdays": weekdays,
        "hour_utc": form.number("hour_utc"),
    }


def first_choice(latest: dict[str, Any] | None, today: date) -> dict[str, Any]:
    """Return what the form shows: what was asked last, from next Monday on if that is over."""
    chosen = {
        "first_day": (monday_of(today) + timedelta(weeks=1)).isoformat(),
        "days": 28,
        "weekdays": [name for name, _ in WEEKDAYS],
        "hour_utc": 17,
    }
    if latest is None:
        return chosen
    asked = latest["asked"]
    is_over = date.fromisoformat(asked["first_day"]) <= today
    return {**asked, "first_day": chosen["first_day"] if is_over else asked["first_day"]}


def _propose(entry: dict[str, Any], post: dict[str, Any] | None) -> ProposedDay:
    at = entry["publish_at"]
    planned = post["scheduled_for"] if post else None
    if post is None:
        state: State = "gone"
    elif at is None:
        state = "placeless"
    elif planned is not None and as_moment(planned) == as_moment(at):
        state = "followed"
    else:
        state = "open" if post["status"] == "draft" else "fixed"
    return ProposedDay(
        post_id=entry["post_id"],
        title=post["title"] if post else entry["title"],
        at=at,
        reason=entry["reason"],
        state=state,
        status=post["status"] if post else "",
        planned=planned,
    )
