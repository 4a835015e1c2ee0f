"""Check-ins from a form, and in words."""

from typing import Any

import pytest
from starlette.datastructures import FormData

from services.console.errors import BadFormError
from services.console.forms import Form
from services.gypsy_cove.check_ins import describe_check_ins, parse_check_in
from services.gypsy_cove.household import Household

_HOUSEHOLD = Household(
    {"id": "f1", "time_zone": "Europe/Berlin"},
    [{"id": "m1", "user_id": "u1", "display_name": "Mila", "role": "child"}],
)
_FIELDS = {"member_id": "m1", "day": "2026-11-22", "clock": "18:30", "escalate_after_minutes": "15"}


def _check_in(status: str, due_at: str, **changed: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    done_at = due_at if status == "done" else None
    return {"member_id": "m1", "due_at": due_at, "done_at": done_at, "status": status, **changed}


def test_form_is_by_the_clock_of_the_family() -> None:
    assert parse_check_in(Form(FormData(_FIELDS)), _HOUSEHOLD) == {
        "member_id": "m1",
        "due_at": "2026-11-22T17:30:00Z",
        "note": "",
        "escalate_after_minutes": 15,
    }


@pytest.mark.parametrize("minutes", ["-1", "1441"])
def test_waiting_of_more_than_a_day_is_refused(minutes: str) -> None:
    form = Form(FormData({**_FIELDS, "escalate_after_minutes": minutes}))
    with pytest.raises(BadFormError):
        parse_check_in(form, _HOUSEHOLD)


def test_what_waits_comes_first_in_the_order_of_its_time() -> None:
    found = [
        _check_in("done", "2026-11-20T10:00:00Z"),
        _check_in("planned", "2026-11-23T10:00:00Z"),
        _check_in("escalated", "2026-11-21T10:00:00Z"),
    ]
    shown = describe_check_ins(found, _HOUSEHOLD, "")
    assert [one["status"] for one in shown] == ["escalated", "planned", "done"]
    assert [one["tone"] for one in shown] == ["bad", "info", "ok"]


@pytest.mark.parametrize(
    ("status", "own", "expected"),
    [("overdue", "m1", True), ("done", "m1", False), ("planned", "m2", False)],
)
def test_only_the_own_check_in_that_is_not_done_can_be_done(
    status: str,
    own: str,
    expected: bool,  # noqa: FBT001
) -> None:
    shown = describe_check_ins([_check_in(status, "2026-11-20T10:00:00Z")], _HOUSEHOLD, own)
    assert shown[0]["can_finish"] is expected


def test_member_that_is_gone_is_somebody() -> None:
    shown = describe_check_ins(
        [_check_in("planned", "2026-11-20T10:00:00Z", member_id="gone")], _HOUSEHOLD, ""
    )
    assert shown[0]["name"] == "somebody"
