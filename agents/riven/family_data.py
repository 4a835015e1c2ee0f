"""What riven reads about families from core-api, as typed rows."""

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from agents.runtime.capability import TaskContext
from agents.runtime.core_api_pages import load_rows, read_as

PREFIX = "/api/v1/gypsycove"
_UUID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z"

Id = Annotated[str, msgspec.Meta(pattern=_UUID)]
"""A UUID in canonical lower-case form; safe as a part of a path."""


class Family(msgspec.Struct, frozen=True):
    """A family."""

    id: Id
    name: str
    auto_decide_minutes: int = 0


class Member(msgspec.Struct, frozen=True):
    """A member of a family."""

    id: Id
    display_name: str
    role: str


class ScreenTime(msgspec.Struct, frozen=True):
    """A member's screen time now; minutes of the budget and left are nothing without a limit."""

    member_id: Id
    day: date
    budget_minutes: int | None
    granted_extra_minutes: int
    used_minutes: int
    left_minutes: int | None
    in_downtime: bool
    open_session_id: str | None
    ends_at: datetime | None = None


class ExtraTimeRequest(msgspec.Struct, frozen=True):
    """A request for more minutes."""

    id: Id
    member_id: Id
    minutes: int
    status: Literal["open", "approved", "denied", "expired"]
    day: date
    granted_minutes: int | None = None
    """Of an approved request; a parent may grant another time than was asked for."""


class CheckIn(msgspec.Struct, frozen=True):
    """A sign of life that was agreed on."""

    id: Id
    member_id: Id
    due_at: datetime
    status: Literal["planned", "done", "overdue", "escalated"]
    escalate_after_minutes: int
    note: str = ""


def read_families(context: TaskContext) -> list[Family]:
    """Read all families."""
    return load_rows(context, f"{PREFIX}/families", {}, Family)


def read_family(context: TaskContext, family_id: str) -> Family:
    """Read one family."""
    path = f"{PREFIX}/families/{family_id}"
    return read_as(Family, context.core_api.get(path), path)


def read_members(context: TaskContext, family_id: str) -> list[Member]:
    """Read the members of a family."""
    return load_rows(context, f"{PREFIX}/families/{family_id}/members", {}, Member)


def read_screen_time(context: TaskContext, member_id: str) -> ScreenTime:
    """Read a member's screen time."""
    path = f"{PREFIX}/members/{member_id}/screen-time"
    return read_as(ScreenTime, context.core_api.get(path), path)


def read_extra_time(context: TaskContext, family_id: str, status: str) -> list[ExtraTimeRequest]:
    """Read a family's requests in one status."""
    path = f"{PREFIX}/families/{family_id}/extra-time"
    return load_rows(context, path, {"status": status}, ExtraTimeRequest)


def read_check_ins(context: TaskContext, family_id: str, status: str) -> list[CheckIn]:
    """Read a family's check-ins in one status."""
    path = f"{PREFIX}/families/{family_id}/check-ins"
    return load_rows(context, path, {"status": status}, CheckIn)
