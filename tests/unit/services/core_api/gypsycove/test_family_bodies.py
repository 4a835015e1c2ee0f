"""What the routes of GypsyCove take, and what they refuse with a reason."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from services.core_api.gypsycove.family_bodies import CardContent, NewFamily, NewMember
from services.core_api.gypsycove.screen_bodies import (
    Approval,
    BudgetContent,
    DowntimeContent,
    NewCheckIn,
    NewExtraTime,
    NewSession,
)

WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 60)
FAMILY = {"name": "A", "time_zone": "Europe/Berlin"}
CHECK_IN = {"member_id": "00000000-0000-4000-8000-000000000001", "due_at": "2026-01-02T03:04:05Z"}


def window(begin: str, until: str, *days: str) -> dict[str, Any]:
    return {"windows": [{"days": list(days or ("mon",)), "from": begin, "until": until}]}


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (NewFamily, FAMILY),
        (NewMember, {"display_name": "Bo", "role": "child", "birth_year": 2018}),
        (BudgetContent, {"minutes": WEEK}),
        (BudgetContent, {"minutes": None}),
        (DowntimeContent, {"windows": []}),
        (DowntimeContent, window("21:00", "07:00", "mon", "sun")),
        (DowntimeContent, window("00:00", "24:00")),
        (NewSession, {}),
        (NewExtraTime, {"minutes": 240}),
        (Approval, {}),
        (Approval, {"minutes": 1, "note": "short"}),
        (NewCheckIn, CHECK_IN),
        (CardContent, {"contacts": [{"name": "Oma", "phone": "+49 (30) 123-4"}]}),
    ],
)
def test_what_is_right_is_taken(kind: type[BaseModel], content: dict[str, Any]) -> None:
    assert isinstance(kind.model_validate(content), kind)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (NewFamily, {**FAMILY, "time_zone": "Europe/Atlantis"}),
        (NewFamily, {**FAMILY, "time_zone": "../../etc/passwd"}),
        (NewFamily, {**FAMILY, "name": ""}),
        (NewFamily, {**FAMILY, "name": "a\x00b"}),
        (NewFamily, {**FAMILY, "auto_decide_minutes": 241}),
        (NewFamily, {**FAMILY, "address": "here"}),
        (NewMember, {"display_name": "Bo", "role": "admin"}),
        (NewMember, {"display_name": "Bo", "role": "child", "latitude": 52.5}),
        (NewMember, {"display_name": "Bo", "role": "child", "birth_year": 1899}),
        (BudgetContent, {"minutes": {**WEEK, "mon": 1441}}),
        (BudgetContent, {"minutes": {**WEEK, "mon": -1}}),
        (BudgetContent, {"minutes": {"mon": 60}}),
        (BudgetContent, {}),
        (DowntimeContent, window("21:00", "21:00")),
        (DowntimeContent, window("24:00", "07:00")),
        (DowntimeContent, window("9:00", "10:00")),
        (DowntimeContent, window("21:00\n", "07:00")),
        (DowntimeContent, window("21:00", "07:00", "monday")),
        (DowntimeContent, {"windows": window("21:00", "07:00")["windows"] * 29}),
        (NewSession, {"category": "homework"}),
        (NewExtraTime, {"minutes": 0}),
        (NewExtraTime, {"minutes": 241}),
        (Approval, {"minutes": 0}),
        (Approval, {"minutes": 241}),
        (NewMember, {"display_name": "Bo", "role": "child", "user_id": CHECK_IN["member_id"]}),
        (NewCheckIn, {**CHECK_IN, "due_at": "2026-01-02T03:04:05"}),
        (NewCheckIn, {**CHECK_IN, "due_at": "9999-12-31T23:59:59Z"}),
        (NewCheckIn, {**CHECK_IN, "escalate_after_minutes": 1441}),
        (CardContent, {"contacts": [{"name": "Oma", "phone": "call me"}]}),
        (CardContent, {"latitude": 52.5}),
    ],
)
def test_what_is_wrong_is_refused(kind: type[BaseModel], content: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        kind.model_validate(content)
