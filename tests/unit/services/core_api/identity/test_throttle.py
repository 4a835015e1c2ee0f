"""Turns at a login: how many, for how long, and that a right password gives them back."""

import asyncio
from dataclasses import dataclass

import pytest

from services.core_api.errors import StateStoreUnreachableError, TooManyRequestsError
from services.core_api.identity.throttle import (
    ACCOUNT_ATTEMPTS,
    ADDRESS_ATTEMPTS,
    Throttle,
    ZoneStorage,
)
from tests.support.memory_zone import MemoryZone


@dataclass
class Seconds:
    """A clock that the test moves."""

    now: float = 0.0

    def __call__(self) -> float:
        """Now."""
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def zone(seconds: Seconds) -> MemoryZone:
    return MemoryZone(seconds)


def _passes(zone: MemoryZone, account: str = "a", address: str = "x") -> bool:
    try:
        asyncio.run(Throttle(zone, account, address).take_turn())
    except TooManyRequestsError:
        return False
    return True


def test_an_account_has_five_turns(zone: MemoryZone) -> None:
    assert [_passes(zone) for _ in range(ACCOUNT_ATTEMPTS + 2)] == [True] * 5 + [False] * 2
    assert _passes(zone, account="b")


def test_an_address_has_fifty_turns(zone: MemoryZone) -> None:
    assert all(_passes(zone, account=str(number)) for number in range(ADDRESS_ATTEMPTS))
    assert not _passes(zone, account="new")
    assert _passes(zone, account="new", address="y")


def test_waiting_helps_and_trying_does_not_prolong_it(zone: MemoryZone, seconds: Seconds) -> None:
    for _ in range(ACCOUNT_ATTEMPTS):
        assert _passes(zone)
    seconds.now = 899
    assert not _passes(zone)
    seconds.now = 900
    assert _passes(zone)


def test_the_answer_says_how_long(zone: MemoryZone, seconds: Seconds) -> None:
    for _ in range(ACCOUNT_ATTEMPTS):
        _passes(zone)
    seconds.now = 600
    with pytest.raises(TooManyRequestsError) as caught:
        asyncio.run(Throttle(zone, "a", "x").take_turn())
    assert caught.value.retry_after_seconds in {300, 301}


def test_a_right_password_gives_the_turns_back(zone: MemoryZone) -> None:
    for _ in range(ADDRESS_ATTEMPTS * 2):
        throttle = Throttle(zone, "a", "x")
        asyncio.run(throttle.take_turn())
        asyncio.run(throttle.give_back())


def test_only_the_first_refusal_is_news(zone: MemoryZone) -> None:
    news = []
    for _ in range(ACCOUNT_ATTEMPTS + 3):
        _passes(zone)
        news.append(asyncio.run(Throttle(zone, "a", "x").is_first_refusal()))
    assert news == [False] * ACCOUNT_ATTEMPTS + [True, False, False]


def test_without_redis_nobody_has_a_turn(zone: MemoryZone) -> None:
    zone.is_reachable = False
    with pytest.raises(StateStoreUnreachableError):
        asyncio.run(Throttle(zone, "a", "x").take_turn())


def test_its_keys_are_those_that_redis_grants(zone: MemoryZone) -> None:
    _passes(zone)
    assert len(zone.values) == 2
    assert all(key.startswith("limit:") for key in zone.values)


def test_the_storage_says_whether_it_answers_and_cannot_be_emptied(zone: MemoryZone) -> None:
    storage = ZoneStorage(zone)
    assert asyncio.run(storage.check())
    with pytest.raises(NotImplementedError):
        asyncio.run(storage.reset())
