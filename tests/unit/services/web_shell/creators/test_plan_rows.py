"""Proposals for a calendar beside what the posts say now, and the form that asks for them."""

from datetime import date
from typing import Any

import pytest
from starlette.datastructures import FormData

from services.console.errors import BadFormError
from services.console.forms import Form
from services.web_shell.creators.plan_rows import first_choice, list_proposals, read_plan

_AT = "2026-12-01T17:00:00Z"
_TODAY = date(2026, 11, 22)


def _proposed(post: dict[str, Any] | None, at: str | None = _AT) -> tuple[str, str | None]:
    entry = {"post_id": "p", "title": "As asked", "publish_at": at, "reason": "next free day"}
    plan = {"entries": {"rows": [entry], "total": 1}}
    (row,) = list_proposals(plan, [] if post is None else [{"id": "p", "title": "Now", **post}])
    assert row.title == ("As asked" if post is None else "Now")
    return row.state, row.planned


def test_draft_can_be_planned_as_proposed() -> None:
    assert _proposed({"status": "draft", "scheduled_for": None}) == ("open", None)


def test_draft_with_another_plan_can_be_planned_anew() -> None:
    other = "2026-12-02T17:00:00Z"
    assert _proposed({"status": "draft", "scheduled_for": other}) == ("open", other)


@pytest.mark.parametrize("planned", [_AT, "2026-12-01T18:00:00+01:00"])
def test_followed_proposal_is_known_by_its_time(planned: str) -> None:
    post = {"status": "approved", "scheduled_for": planned}
    assert _proposed(post) == ("followed", planned)


@pytest.mark.parametrize("status", ["review", "approved", "published"])
def test_post_that_was_handed_over_is_not_planned(status: str) -> None:
    assert _proposed({"status": status, "scheduled_for": None}) == ("fixed", None)


def test_draft_without_a_day_and_one_that_is_gone_offer_nothing() -> None:
    assert _proposed({"status": "draft", "scheduled_for": None}, None) == ("placeless", None)
    assert _proposed(None) == ("gone", None)


def _form(*fields: tuple[str, str]) -> Form:
    return Form(FormData([("days", "28"), ("hour_utc", "7"), *fields]))


def test_form_becomes_a_request_with_days_in_order() -> None:
    given = _form(("first_day", "2026-11-30"), ("weekdays", "sun"), ("weekdays", "mon"))
    assert read_plan(given) == {
        "first_day": "2026-11-30",
        "days": 28,
        "weekdays": ["mon", "sun"],
        "hour_utc": 7,
    }


@pytest.mark.parametrize(
    "fields",
    [
        (("first_day", "2026-11-30"),),
        (("first_day", "2026-11-30"), ("weekdays", "noday")),
        (("first_day", "soon"), ("weekdays", "mon")),
    ],
)
def test_form_without_days_is_refused(fields: tuple[tuple[str, str], ...]) -> None:
    with pytest.raises(BadFormError):
        read_plan(_form(*fields))


@pytest.mark.parametrize(
    ("first_day", "shown"), [("2026-11-22", "2026-11-23"), ("2026-12-09", "2026-12-09")]
)
def test_form_shows_what_was_asked_last_unless_it_is_over(first_day: str, shown: str) -> None:
    asked = {"first_day": first_day, "days": 14, "weekdays": ["tue"], "hour_utc": 9}
    assert first_choice({"asked": asked}, _TODAY) == {**asked, "first_day": shown}


def test_form_begins_next_monday() -> None:
    choice = first_choice(None, _TODAY)
    assert (choice["first_day"], len(choice["weekdays"])) == ("2026-11-23", 7)
