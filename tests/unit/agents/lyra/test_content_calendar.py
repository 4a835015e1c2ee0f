"""Drafts spread over days: golden by hand, and every draft exactly once."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.lyra.content_calendar import WEEKDAYS, Draft, Frame, plan_calendar

MONDAY = date(2026, 11, 23)
FRAME = Frame(MONDAY, 6)


def at(day: int, hour: int = 17) -> datetime:
    return datetime(2026, 11, 23, hour, tzinfo=UTC) + timedelta(days=day)


def placed(drafts: list[Draft], frame: Frame = FRAME) -> dict[str, int | None]:
    """Return the day of each draft, counted from Monday."""
    entries = plan_calendar(drafts, frame)
    return {
        e.post_id: (e.publish_at.date() - MONDAY).days if e.publish_at else None for e in entries
    }


def test_drafts_are_spread_evenly() -> None:
    assert placed([Draft("a"), Draft("b"), Draft("c")]) == {"a": 0, "b": 2, "c": 4}


def test_what_is_scheduled_keeps_its_time_and_its_day() -> None:
    drafts = [Draft("s", scheduled_for=at(0, 8)), *(Draft(name) for name in "abcde")]
    entries = plan_calendar(drafts, FRAME)
    assert [entry.post_id for entry in entries] == ["s", "a", "b", "c", "d", "e"]
    assert entries[0].publish_at == at(0, 8)
    assert [entry.publish_at for entry in entries[1:]] == [at(day) for day in range(1, 6)]


def test_two_scheduled_on_one_day_are_told() -> None:
    drafts = [Draft("a", scheduled_for=at(1, 8)), Draft("b", scheduled_for=at(1, 9))]
    assert ["shares its day" in entry.reason for entry in plan_calendar(drafts, FRAME)] == [
        True,
        True,
    ]


def test_what_is_scheduled_outside_has_no_place_here() -> None:
    (entry,) = plan_calendar([Draft("a", scheduled_for=at(6))], FRAME)
    assert (entry.publish_at, entry.reason) == (
        None,
        "scheduled for 2026-11-29, outside of this calendar",
    )


def test_the_readiest_come_first_and_the_others_hear_why() -> None:
    drafts = [
        Draft("d1"),
        Draft("r1", status="review"),
        Draft("a2", status="approved", created_at=at(-1)),
        Draft("a1", status="approved", created_at=at(-2)),
    ]
    entries = plan_calendar(drafts, Frame(MONDAY, 3))
    assert [entry.post_id for entry in entries] == ["a1", "a2", "r1", "d1"]
    assert entries[3].publish_at is None
    assert "all 3 free days" in entries[3].reason


def test_neighbours_have_different_topics_where_that_is_possible() -> None:
    drafts = [Draft("a", tags=("tea",)), Draft("b", tags=("tea",)), Draft("c", tags=("cake",))]
    assert placed(drafts, Frame(MONDAY, 3)) == {"a": 0, "c": 1, "b": 2}


def test_only_allowed_weekdays_are_used() -> None:
    frame = Frame(MONDAY, 14, ("tue", "thu"))
    assert placed([Draft(name) for name in "abcd"], frame) == {"a": 1, "b": 3, "c": 8, "d": 10}


DRAFTS = st.lists(
    st.builds(
        Draft,
        st.uuids().map(str),
        status=st.sampled_from(["draft", "review", "approved", "published", "odd"]),
        tags=st.sampled_from([(), ("tea",), ("cake", "tea")]),
        scheduled_for=st.none() | st.integers(-5, 40).map(at),
        created_at=st.none() | st.integers(-50, 0).map(at),
    ),
    max_size=30,
    unique_by=lambda draft: draft.id,
)
FRAMES = st.builds(
    Frame,
    st.just(MONDAY),
    st.integers(1, 30),
    st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True).map(tuple),
    st.integers(0, 23),
)


@given(DRAFTS, FRAMES)
def test_every_draft_is_in_the_calendar_once_and_no_day_is_used_twice(
    drafts: list[Draft], frame: Frame
) -> None:
    entries = plan_calendar(drafts, frame)
    assert Counter(entry.post_id for entry in entries) == Counter(draft.id for draft in drafts)
    assert all(entry.reason for entry in entries)
    scheduled = {draft.id: draft.scheduled_for for draft in drafts if draft.scheduled_for}
    fixed = [entry for entry in entries if entry.post_id in scheduled and entry.publish_at]
    assert all(entry.publish_at == scheduled[entry.post_id] for entry in fixed)
    ours = [e.publish_at for e in entries if e.post_id not in scheduled and e.publish_at]
    days = [moment.date() for moment in ours]
    assert len(set(days)) == len(days)
    assert not set(days) & {entry.publish_at.date() for entry in fixed if entry.publish_at}
    assert all(day in frame.all_days() for day in days)
    assert all(WEEKDAYS[day.weekday()] in frame.weekdays for day in days)
    assert all(moment.hour == frame.hour_utc for moment in ours)


@given(DRAFTS, FRAMES)
def test_nobody_waits_while_a_day_is_free(drafts: list[Draft], frame: Frame) -> None:
    entries = plan_calendar(drafts, frame)
    waiting = [e for e in entries if e.publish_at is None and "free days" in e.reason]
    used = {entry.publish_at.date() for entry in entries if entry.publish_at}
    free = [
        day
        for day in frame.all_days()
        if day not in used and WEEKDAYS[day.weekday()] in frame.weekdays
    ]
    assert not (waiting and free)


@pytest.mark.parametrize("count", [0, 1])
def test_an_empty_calendar_is_empty(count: int) -> None:
    assert len(plan_calendar([Draft("a")] * count, FRAME)) == count
