"""Hashes of passwords: argon2id, at least OWASP's parameters, and nothing for nobody."""

import asyncio

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from services.core_api.identity.passwords import (
    NOBODYS_HASH,
    hash_now,
    hash_password,
    needs_new_hash,
    verify_password,
)

_PASSWORD = "violet-harbour-74-lantern"  # noqa: S105 - of the tests


def test_the_parameters_are_owasps_or_better() -> None:
    found = extract_parameters(hash_now(_PASSWORD))
    assert found.type is Type.ID
    assert (found.memory_cost, found.time_cost, found.parallelism) >= (19 * 1024, 2, 1)
    assert found.salt_len >= 16
    assert found.hash_len >= 32


def test_nobodys_hash_takes_as_long_as_any_other() -> None:
    assert extract_parameters(NOBODYS_HASH) == extract_parameters(hash_now(_PASSWORD))
    assert not needs_new_hash(NOBODYS_HASH)


def test_a_weaker_hash_is_made_anew() -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(_PASSWORD)
    assert needs_new_hash(weak)
    assert asyncio.run(verify_password(weak, _PASSWORD))


@pytest.mark.parametrize(
    ("stored", "given", "is_right"),
    [
        (_PASSWORD, _PASSWORD, True),
        (_PASSWORD, _PASSWORD + " ", False),
        (_PASSWORD, _PASSWORD.upper(), False),
        ("schlüssel-im-garten", "schlu\u0308ssel-im-garten", True),
        ("x" * 256, "x" * 255 + "y", False),
    ],
)
def test_only_the_password_is_right(stored: str, given: str, is_right: bool) -> None:  # noqa: FBT001 - a case
    assert asyncio.run(verify_password(hash_now(stored), given)) is is_right


@pytest.mark.parametrize("stored", [None, "", "no hash", NOBODYS_HASH[:-5]])
def test_nothing_is_right_for_what_is_no_hash(stored: str | None) -> None:
    assert asyncio.run(verify_password(stored, _PASSWORD)) is False


def test_one_password_has_many_hashes() -> None:
    assert asyncio.run(hash_password(_PASSWORD)) != asyncio.run(hash_password(_PASSWORD))
