"""What entitlements open: never more than they say, never after their end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core_api.blackrose.entitlement import Grant, Opened, Step, month_after, open_with
from services.core_api.blackrose.post_state import Audience

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ALICE, BOB = UUID(int=1), UUID(int=2)
BASIC, GOLD, OTHER = UUID(int=11), UUID(int=12), UUID(int=21)
LADDER = [Step(BASIC, ALICE, 0), Step(GOLD, ALICE, 5), Step(OTHER, BOB, 0)]
LIVE = Grant(ALICE, GOLD, NOW - HOUR, NOW + HOUR, None)
TIMES = st.sampled_from([NOW - HOUR, NOW, NOW + HOUR])
GRANTS = st.builds(
    lambda tier, starts, ends, revoked: Grant(
        BOB if tier == OTHER else ALICE, tier, starts, ends, revoked
    ),
    st.sampled_from([BASIC, GOLD, OTHER]),
    TIMES,
    st.none() | TIMES,
    st.none() | TIMES,
)
POSTS = st.tuples(
    st.sampled_from(Audience), st.sampled_from([(ALICE, BASIC), (ALICE, GOLD), (BOB, OTHER)])
)


@pytest.mark.parametrize(
    ("grant", "active"),
    [
        (LIVE, True),
        (replace(LIVE, ends_at=None), True),
        (replace(LIVE, starts_at=NOW), True),
        (replace(LIVE, starts_at=NOW + HOUR), False),
        (replace(LIVE, ends_at=NOW), False),
        (replace(LIVE, revoked_at=NOW - HOUR), False),
        (replace(LIVE, revoked_at=NOW + HOUR), False),
    ],
)
def test_entitlement_counts_while_it_lasts(grant: Grant, *, active: bool) -> None:
    assert grant.is_active(NOW) is active


@pytest.mark.parametrize(
    ("tier", "opened"),
    [(BASIC, {BASIC}), (GOLD, {BASIC, GOLD}), (OTHER, {OTHER})],
)
def test_tier_opens_itself_and_what_is_below(tier: UUID, opened: set[UUID]) -> None:
    creator = BOB if tier == OTHER else ALICE
    found = open_with([replace(LIVE, creator_id=creator, tier_id=tier)], LADDER, NOW)
    assert found == Opened(frozenset({creator}), frozenset(opened))


def test_tiers_of_one_position_do_not_open_each_other() -> None:
    ladder = [Step(BASIC, ALICE, 0), Step(GOLD, ALICE, 0)]
    assert open_with([LIVE], ladder, NOW).tiers == {GOLD}


@given(st.lists(GRANTS), POSTS)
def test_nothing_is_open_without_an_active_entitlement_of_its_creator(
    grants: list[Grant], post: tuple[Audience, tuple[UUID, UUID]]
) -> None:
    audience, (creator, tier) = post
    tier_id = tier if audience is Audience.TIER else None
    allowed = open_with(grants, LADDER, NOW).allows(audience, creator, tier_id)
    held = {grant.creator_id for grant in grants if grant.is_active(NOW)}
    if audience is Audience.PUBLIC:
        assert allowed
    elif audience is Audience.MEMBERS:
        assert allowed is (creator in held)
    else:
        assert not allowed or creator in held


@given(st.lists(GRANTS), GRANTS, POSTS)
def test_one_more_entitlement_never_closes_anything(
    grants: list[Grant], more: Grant, post: tuple[Audience, tuple[UUID, UUID]]
) -> None:
    audience, (creator, tier) = post
    if open_with(grants, LADDER, NOW).allows(audience, creator, tier):
        assert open_with([*grants, more], LADDER, NOW).allows(audience, creator, tier)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-01-15", "2026-02-15"),
        ("2026-01-31", "2026-02-28"),
        ("2028-01-31", "2028-02-29"),
        ("2026-11-30", "2026-12-30"),
        ("2026-12-31", "2027-01-31"),
    ],
)
def test_month_ends_on_the_same_day_or_the_last(start: str, end: str) -> None:
    assert month_after(datetime.fromisoformat(start)) == datetime.fromisoformat(end)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001 - Hypothesis adds the zone
def test_month_has_28_to_31_days(moment: datetime) -> None:
    assert timedelta(days=28) <= month_after(moment) - moment <= timedelta(days=31)
