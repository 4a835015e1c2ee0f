"""Who may decide extra time, and when a check-in escalates."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core_api.errors import StateConflictError
from services.core_api.gypsycove.decisions import (
    AgentRule,
    CheckIn,
    Decision,
    Request,
    check_in_status,
    must_decide,
    must_escalate,
    request_status,
)

NOW = datetime(2026, 1, 2, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=10)


def asked(status: str = "open", minutes: int = 20, expires_at: datetime = LATER) -> Request:
    return Request(status, minutes, expires_at)


@pytest.mark.parametrize("wanted", ["approved", "denied"])
def test_a_parent_decides_an_open_request(wanted: str) -> None:
    assert must_decide(asked(), Decision(wanted), NOW, None)


@pytest.mark.parametrize("wanted", ["approved", "denied"])
def test_deciding_the_same_again_changes_nothing(wanted: str) -> None:
    assert not must_decide(asked(wanted), Decision(wanted), NOW, AgentRule(0, 0))


@pytest.mark.parametrize(
    ("request_", "wanted"),
    [
        (asked("approved"), "denied"),
        (asked("denied"), "approved"),
        (asked(expires_at=NOW), "approved"),
        (asked(expires_at=NOW), "denied"),
    ],
)
def test_a_decision_or_the_end_of_the_day_is_final(request_: Request, wanted: str) -> None:
    with pytest.raises(StateConflictError, match="ask for a new one"):
        must_decide(request_, Decision(wanted), NOW, None)


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        (AgentRule(0, 0), "approved"),
        (AgentRule(0, 0), "denied"),
        (AgentRule(19, 0), "approved"),
        (AgentRule(30, 11), "approved"),
    ],
)
def test_riven_decides_nothing_beyond_the_rule(rule: AgentRule, wanted: str) -> None:
    with pytest.raises(StateConflictError, match="parent"):
        must_decide(asked(), Decision(wanted), NOW, rule)


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [(AgentRule(20, 0), "approved"), (AgentRule(30, 10), "approved"), (AgentRule(1, 0), "denied")],
)
def test_riven_decides_within_the_rule(rule: AgentRule, wanted: str) -> None:
    assert must_decide(asked(), Decision(wanted), NOW, rule)


def test_a_parent_gives_another_amount_than_was_asked() -> None:
    for minutes in (1, 19, 240):
        assert must_decide(asked(), Decision("approved", minutes), NOW, None)


def test_the_given_amount_is_final() -> None:
    approved = Request("approved", 20, LATER, granted_minutes=10)
    for again in (Decision("approved"), Decision("approved", 10)):
        assert not must_decide(approved, again, NOW, None)
    with pytest.raises(StateConflictError, match="stays so"):
        must_decide(approved, Decision("approved", 20), NOW, None)


@pytest.mark.parametrize("minutes", [1, 19, 21])
def test_riven_gives_what_was_asked_and_no_other_amount(minutes: int) -> None:
    with pytest.raises(StateConflictError, match="a parent's to give"):
        must_decide(asked(), Decision("approved", minutes), NOW, AgentRule(240, 0))
    assert must_decide(asked(), Decision("approved", 20), NOW, AgentRule(240, 0))


@given(minutes=st.lists(st.integers(1, 240), max_size=30), limit=st.integers(0, 240))
def test_riven_never_approves_more_than_the_rule_has_for_a_day(
    minutes: list[int], limit: int
) -> None:
    approved = 0
    for one in minutes:
        try:
            must_decide(asked(minutes=one), Decision("approved"), NOW, AgentRule(limit, approved))
        except StateConflictError:
            continue
        approved += one
    assert approved <= limit


@pytest.mark.parametrize(
    ("status", "expires_at", "shown"),
    [
        ("open", LATER, "open"),
        ("open", NOW, "expired"),
        ("approved", NOW, "approved"),
        ("denied", NOW, "denied"),
    ],
)
def test_an_open_request_expires_with_its_day(
    status: str, expires_at: datetime, shown: str
) -> None:
    assert request_status(status, expires_at, NOW) == shown


def planned(
    due_in: int = 0, done_at: datetime | None = None, escalated_at: datetime | None = None
) -> CheckIn:
    due_at = NOW + timedelta(minutes=due_in)
    return CheckIn(due_at, timedelta(minutes=30), done_at, escalated_at)


@pytest.mark.parametrize(
    ("check_in", "status"),
    [
        (planned(1), "planned"),
        (planned(0), "overdue"),
        (planned(-60, escalated_at=NOW), "escalated"),
        (planned(-60, done_at=NOW, escalated_at=NOW), "done"),
        (planned(60, done_at=NOW), "done"),
    ],
)
def test_a_check_in_shows_where_it_stands(check_in: CheckIn, status: str) -> None:
    assert check_in_status(check_in, NOW) == status


def test_a_check_in_escalates_after_its_time() -> None:
    assert must_escalate(planned(-30), NOW)


def test_escalating_again_changes_nothing() -> None:
    assert not must_escalate(planned(-30, escalated_at=NOW), NOW)


@pytest.mark.parametrize("check_in", [planned(-29), planned(1), planned(-60, done_at=NOW)])
def test_a_check_in_does_not_escalate_early_or_when_done(check_in: CheckIn) -> None:
    with pytest.raises(StateConflictError):
        must_escalate(check_in, NOW)
