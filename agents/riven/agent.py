"""Riven's capabilities: screen time by agreement, check-ins, plans for days off the grid.

No capability keeps or returns where somebody is.
"""

from datetime import datetime, timedelta

import msgspec

from agents.riven.bearing import BearingInput, find_bearing
from agents.riven.check_in_watch import CheckInReport, CheckInWatch
from agents.riven.emergency_card import CardFields, CardLine, make_card
from agents.riven.extra_time import ExtraTimeFacts, ExtraTimeRule, decide
from agents.riven.extra_time_requests import RequestsInput, decide_requests
from agents.riven.family_data import PREFIX
from agents.riven.screen_review import (
    FamilyInput,
    ScreenTimeInput,
    evaluate,
    review_family,
)
from agents.riven.supplies import SuppliesInput, plan_supplies
from agents.runtime.capability import Capability, TaskContext, agent_module
from agents.runtime.errors import TaskError

VERSION = "1.0.0"
_CHECK_IN_INTERVAL = timedelta(minutes=1)
_RETENTION_INTERVAL = timedelta(hours=6)


class DecisionInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A request for extra time with everything that counts."""

    facts: ExtraTimeFacts
    rule: ExtraTimeRule = ExtraTimeRule()


class CheckInsInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`check_ins` needs nothing."""


class CardInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands on the card; agents may not read the one that core-api keeps for a family."""

    family_name: CardLine
    fields: CardFields


class RivenTick:
    """What riven does by itself: check-ins every minute, retention every six hours."""

    def __init__(self) -> None:
        self.watch = CheckInWatch()
        self._looked_at: datetime | None = None
        self._cleaned_at: datetime | None = None
        self._problem = ""

    def __call__(self, context: TaskContext) -> None:
        """Do what is due.

        Raises `TaskError` with what core-api refused, until it did not.
        """
        now = context.now()
        if self._looked_at is None or now - self._looked_at >= _CHECK_IN_INTERVAL:
            self._problem = "; ".join(self.watch.look(context).problems)
            self._looked_at = now
        if self._cleaned_at is None or now - self._cleaned_at >= _RETENTION_INTERVAL:
            context.core_api.post(f"{PREFIX}/retention/run", {})
            self._cleaned_at = now
        if self._problem:
            raise TaskError(self._problem)


TICK = RivenTick()


def check_ins(_: CheckInsInput, context: TaskContext) -> CheckInReport:
    """Look for overdue check-ins and escalate them."""
    return TICK.watch.look(context)


AGENT = agent_module(
    VERSION,
    Capability(
        "evaluate_screen_time",
        ScreenTimeInput,
        lambda wanted, _: evaluate(wanted),
        "Judge a moment by budget and downtime: what is left, when it ends, when to warn.",
    ),
    Capability(
        "review_family",
        FamilyInput,
        review_family,
        "Look at the screen time of a family's children and teens, and name who needs a word.",
    ),
    Capability(
        "decide_extra_time",
        DecisionInput,
        lambda wanted, _: decide(wanted.rule, wanted.facts),
        "Decide one request for extra time by a rule: approve, deny or ask a parent, with reasons.",
    ),
    Capability(
        "decide_open_requests",
        RequestsInput,
        decide_requests,
        "Decide a family's open requests for extra time by its rule, and apply it if wanted.",
    ),
    Capability(
        "check_ins",
        CheckInsInput,
        check_ins,
        "Find overdue check-ins, escalate them after their waiting time, tell the family's room.",
    ),
    Capability(
        "plan_supplies",
        SuppliesInput,
        lambda wanted, _: plan_supplies(wanted),
        "Plan water, food energy and basic things for people and days off the grid.",
    ),
    Capability(
        "distance_and_bearing",
        BearingInput,
        lambda wanted, _: find_bearing(wanted),
        "Compute distance, bearing and walking time between two points; the points are not kept.",
    ),
    Capability(
        "emergency_card",
        CardInput,
        lambda wanted, _: make_card(wanted.family_name, wanted.fields),
        "Lay out a family's emergency card as a page to print and as JSON.",
    ),
    tick=TICK,
)
