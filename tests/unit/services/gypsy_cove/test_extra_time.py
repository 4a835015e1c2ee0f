"""Requests for more time in words."""

from typing import Any

from services.gypsy_cove.extra_time import describe_requests
from services.gypsy_cove.household import Household


def test_request_names_who_asked_and_who_decided() -> None:
    members: list[dict[str, Any]] = [{"id": "m1", "user_id": "u1", "display_name": "Mila"}]
    asked = {"member_id": "m1", "decided_by": "riven", "day": "2026-11-22", "status": "approved"}
    shown = describe_requests([asked], Household({"id": "f1"}, members))[0]
    assert (shown["name"], shown["decider"]) == ("Mila", "the rule of your family")
    assert (shown["day_words"], shown["tone"]) == ("Sun 22 Nov", "ok")
