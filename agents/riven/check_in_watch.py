"""Overdue check-ins, and their escalation to the family's room.

1. core-api marks the escalation first, and does so once. 2. Then the family is told; a message that
could not be sent is kept while this process lives, and sent at the next look. 3. Without a server
nothing is forgotten: the check-in stays overdue and is found again.
"""

from collections import deque
from datetime import datetime, timedelta

import msgspec

from agents.riven.family_data import (
    PREFIX,
    CheckIn,
    Family,
    Member,
    read_check_ins,
    read_families,
    read_members,
)
from agents.runtime.capability import TaskContext
from agents.runtime.errors import AgentError, RefusedError

_WAITING_MESSAGES_MAX = 200
_NOTE_CHARACTERS_MAX = 100


class OverdueCheckIn(msgspec.Struct, frozen=True):
    """A check-in that is late."""

    check_in_id: str
    family_id: str
    member: str
    late_minutes: int
    escalated: bool
    """It was escalated by this look."""
    problem: str


class CheckInReport(msgspec.Struct, frozen=True):
    """What one look found."""

    overdue: list[OverdueCheckIn]
    waiting_messages: int
    """Not sent yet: core-api could not be reached."""
    problems: list[str]


class WaitingMessage(msgspec.Struct, frozen=True):
    """A message that a family has to get."""

    room: str
    text: str


def late_minutes(check_in: CheckIn, now: datetime) -> int:
    """How long it is overdue."""
    return max(0, int((now - check_in.due_at) // timedelta(minutes=1)))


def must_escalate(check_in: CheckIn, now: datetime) -> bool:
    """Tell whether the time to wait after the due time is over."""
    wait = timedelta(minutes=check_in.escalate_after_minutes)
    return check_in.status == "overdue" and now >= check_in.due_at + wait


def write_message(member: str, check_in: CheckIn, now: datetime) -> str:
    """Say what the family has to know."""
    due = check_in.due_at.strftime("%Y-%m-%d %H:%M %Z")
    about = f" ({check_in.note[:_NOTE_CHARACTERS_MAX]})" if check_in.note else ""
    late = late_minutes(check_in, now)
    return f"{member} has not checked in{about}: it was due at {due}, {late} minutes ago."


class CheckInWatch:
    """Looks at all families; keeps the messages that could not be sent."""

    def __init__(self) -> None:
        self.waiting: deque[WaitingMessage] = deque(maxlen=_WAITING_MESSAGES_MAX)

    def look(self, context: TaskContext) -> CheckInReport:
        """Escalate what has to be, and return everything that is overdue."""
        problems = self._send_waiting(context)
        found: list[OverdueCheckIn] = []
        for family in read_families(context):
            found += self._look_at(family, context)
        problems += self._send_waiting(context)
        problems += [one.problem for one in found if one.problem]
        return CheckInReport(found, len(self.waiting), problems)

    def _look_at(self, family: Family, context: TaskContext) -> list[OverdueCheckIn]:
        overdue = read_check_ins(context, family.id, "overdue")
        if not overdue:
            return []
        members = {member.id: member for member in read_members(context, family.id)}
        return [
            self._judge(family, members.get(check_in.member_id), check_in, context)
            for check_in in overdue
        ]

    def _judge(
        self,
        family: Family,
        member: Member | None,
        check_in: CheckIn,
        context: TaskContext,
    ) -> OverdueCheckIn:
        now = context.now()
        name = member.display_name if member else "Somebody"
        escalated, problem = False, ""
        if must_escalate(check_in, now):
            try:
                context.core_api.post(f"{PREFIX}/check-ins/{check_in.id}/escalate", {})  # (1)
                escalated = True
                text = write_message(name, check_in, now)
                self.waiting.append(WaitingMessage(f"family:{family.id}", text))
            except RefusedError as error:
                problem = str(error)[:200]
        return OverdueCheckIn(
            check_in_id=check_in.id,
            family_id=family.id,
            member=name,
            late_minutes=late_minutes(check_in, now),
            escalated=escalated,
            problem=problem,
        )

    def _send_waiting(self, context: TaskContext) -> list[str]:
        """Send what waits until core-api cannot be reached; return what it refused for ever."""
        refused = []
        while self.waiting:  # (2)
            message = self.waiting[0]
            body = {"text": message.text, "kind": "announcement"}
            try:
                context.core_api.post(f"/api/v1/messages/rooms/{message.room}/messages", body)
            except RefusedError as error:
                refused.append(f"message into {message.room}: {error}"[:200])
            except AgentError:
                break
            self.waiting.popleft()
        return refused
