"""Requests for more time in words."""

from typing import Any

import pytest
from starlette.datastructures import FormData

from services.console.errors import BadFormError
from services.console.forms import Form
from services.gypsy_cove.extra_time import describe_requests, parse_decision
from services.gypsy_cove.household import Household


def test_request_names_who_asked_and_who_decided() -> None:
    members: list[dict[str, Any]] = [{"id": "m1", "user_id": "u1", "display_name": "Mila"}]
    asked = {"member_id": "m1", "decided_by": "riven", "day": "2026-11-22", "status": "approved"}
    shown = describe_requests([asked], Household({"id": "f1"}, members))[0]
    assert (shown["name"], shown["decider"]) == ("Mila", "the rule of your family")
    assert (shown["day_words"], shown["tone"]) == ("Sun 22 Nov", "ok")


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        ({"decision": "approve", "minutes": "10", "note": "ok"}, {"note": "ok", "minutes": 10}),
        ({"decision": "approve", "minutes": ""}, {"note": ""}),
        ({"decision": "deny", "minutes": "10"}, {"note": ""}),
        ({"decision": "deny", "minutes": "ten"}, {"note": ""}),
    ],
)
def test_approval_says_how_many_minutes(fields: dict[str, str], body: dict[str, Any]) -> None:
    assert parse_decision(Form(FormData(fields))) == body


@pytest.mark.parametrize("minutes", ["0", "241", "ten", "-1", "1.5"])
def test_amount_that_nobody_can_give_is_refused(minutes: str) -> None:
    with pytest.raises(BadFormError):
        parse_decision(Form(FormData({"decision": "approve", "minutes": minutes})))


def test_decision_is_one_of_two() -> None:
    with pytest.raises(BadFormError):
        parse_decision(Form(FormData({"decision": "../../families"})))
