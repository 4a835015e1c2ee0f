"""Extra time by rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.riven.extra_time import ExtraTimeFacts, ExtraTimeRule, decide

RULE = ExtraTimeRule(
    auto_approve_minutes=30, day_minutes_max=60, week_minutes_max=120, homework_first=True
)
KNOWN = {
    "granted_today_minutes": 0,
    "granted_week_minutes": 0,
    "in_downtime": False,
    "homework_done": True,
}


@pytest.mark.parametrize(
    ("minutes", "change", "decision", "reason"),
    [
        (30, {}, "approve", "within the family's rule"),
        (31, {}, "ask_parent", "more than the 30 minutes"),
        (30, {"granted_today_minutes": 30}, "approve", "within"),
        (30, {"granted_today_minutes": 31}, "deny", "29 are left"),
        (30, {"granted_week_minutes": 91}, "deny", "too many this week: 29 are left"),
        (30, {"in_downtime": True}, "deny", "downtime"),
        (30, {"homework_done": False}, "deny", "homework comes first"),
        (30, {"in_downtime": None}, "ask_parent", "not known whether it is downtime"),
        (30, {"homework_done": None}, "ask_parent", "not known whether homework"),
        (30, {"granted_today_minutes": None}, "ask_parent", "not known how much"),
        (500, {"homework_done": None}, "deny", "60 are left"),
    ],
)
def test_decision(
    minutes: int,
    change: dict[str, int | bool | None],
    decision: str,
    reason: str,
) -> None:
    found = decide(RULE, ExtraTimeFacts(minutes, **{**KNOWN, **change}))  # type: ignore[arg-type]
    assert found.decision == decision
    assert any(reason in one for one in found.reasons)


def test_default_rule_approves_nothing() -> None:
    facts = ExtraTimeFacts(1, **KNOWN)  # type: ignore[arg-type]
    assert decide(ExtraTimeRule(), facts).decision == "ask_parent"


facts_of_any_kind = st.builds(
    ExtraTimeFacts,
    minutes=st.integers(1, 1440),
    granted_today_minutes=st.none() | st.integers(0, 1440),
    granted_week_minutes=st.none() | st.integers(0, 10_080),
    in_downtime=st.none() | st.booleans(),
    homework_done=st.none() | st.booleans(),
)
rules = st.builds(
    ExtraTimeRule,
    auto_approve_minutes=st.integers(0, 1440),
    day_minutes_max=st.integers(0, 1440),
    week_minutes_max=st.integers(0, 10_080),
    not_in_downtime=st.booleans(),
    homework_first=st.booleans(),
)


@given(rules, facts_of_any_kind)
def test_approval_is_never_beyond_the_rule(rule: ExtraTimeRule, facts: ExtraTimeFacts) -> None:
    found = decide(rule, facts)
    assert found.reasons
    if found.decision == "approve":
        assert facts.granted_today_minutes is not None
        assert facts.granted_week_minutes is not None
        assert facts.granted_today_minutes + facts.minutes <= rule.day_minutes_max
        assert facts.granted_week_minutes + facts.minutes <= rule.week_minutes_max
        assert facts.minutes <= rule.auto_approve_minutes
        assert facts.in_downtime is False or not rule.not_in_downtime
