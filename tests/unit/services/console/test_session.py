"""The sealed session: what opens it, and what does not."""

import time
from dataclasses import replace

import pytest

from services.console.session import Seal, open_session, seal_session, with_grant
from tests.support.console_app import KEY, grant, make_session

_KEY = bytes.fromhex(KEY)
_OTHER_KEY = bytes(32)


def test_sealed_session_opens_as_it_was() -> None:
    seal, session = Seal(_KEY, "tested", "session"), make_session()
    assert open_session(seal, seal_session(seal, session), time.time()) == session


@pytest.mark.parametrize(
    "other",
    [
        Seal(_OTHER_KEY, "tested", "session"),
        Seal(_KEY, "another", "session"),
        Seal(_KEY, "tested", "said"),
    ],
    ids=["other key", "other console", "other purpose"],
)
def test_session_sealed_elsewhere_is_none(other: Seal) -> None:
    sealed = seal_session(other, make_session())
    assert open_session(Seal(_KEY, "tested", "session"), sealed, time.time()) is None


def test_changed_character_makes_it_worthless() -> None:
    seal = Seal(_KEY, "tested", "session")
    sealed = seal_session(seal, make_session())
    for at in (0, 20, len(sealed) - 1):
        changed = sealed[:at] + ("A" if sealed[at] != "A" else "B") + sealed[at + 1 :]
        assert open_session(seal, changed, time.time()) is None


@pytest.mark.parametrize("text", ["", "x", "é", "=" * 10, "A" * 40, "{}", "..", "\x00"])
def test_nonsense_is_no_session(text: str) -> None:
    assert open_session(Seal(_KEY, "tested", "session"), text, time.time()) is None


def test_session_over_its_end_is_none() -> None:
    seal = Seal(_KEY, "tested", "session")
    session = make_session(ends_at=time.time() + 10)
    sealed = seal_session(seal, session)
    assert open_session(seal, sealed, session.ends_at - 1) == session
    assert open_session(seal, sealed, session.ends_at + 1) is None


def test_session_of_another_version_is_none() -> None:
    seal = Seal(_KEY, "tested", "session")
    assert open_session(seal, seal.close({"access_token": "x"}), time.time()) is None


def test_two_seals_of_the_same_value_differ() -> None:
    seal = Seal(_KEY, "tested", "session")
    assert seal.close({"a": 1}) != seal.close({"a": 1})


def test_what_no_cookie_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="too many for a cookie"):
        Seal(_KEY, "tested", "session").close({"a": "x" * 4000})


def test_grant_changes_the_tokens_and_neither_the_end_nor_the_time_of_the_password() -> None:
    before = make_session(authenticated_at=5.0)
    after = with_grant(before, grant(2), now=100.0)
    assert (after.access_token, after.refresh_token) == ("access-2", "refresh-2")
    assert after.access_expires_at == 700.0
    assert (after.ends_at, after.authenticated_at) == (before.ends_at, 5.0)
    assert (
        replace(
            after,
            access_token=before.access_token,
            refresh_token=before.refresh_token,
            access_expires_at=before.access_expires_at,
        )
        == before
    )
