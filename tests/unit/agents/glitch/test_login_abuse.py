"""Abuse in refused logins."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.glitch.login_abuse import LoginAbuseInput, LoginFailure, find_abuse
from tests.support.scripted_core_api import NOW

WANTED = LoginAbuseInput(
    window_minutes=15, accounts_per_address=3, failures_per_address=5, failures_per_account=4
)


def failures(
    count: int,
    *,
    accounts: int = 1,
    addresses: int = 1,
    seconds_apart: int = 10,
) -> list[LoginFailure]:
    return [
        LoginFailure(
            NOW + timedelta(seconds=seconds_apart * number),
            f"account-{number % accounts}",
            f"10.0.0.{number % addresses}",
        )
        for number in range(count)
    ]


@pytest.mark.parametrize(
    ("log", "kinds"),
    [
        ([], []),
        (failures(3), []),
        (failures(4), ["account_attack"]),
        (failures(5), ["account_attack", "brute_force"]),
        (failures(3, accounts=3), ["spraying"]),
        (failures(4, addresses=4), ["account_attack"]),  # one account from everywhere
        (failures(3, accounts=3, addresses=3), []),
        (failures(3, accounts=3, seconds_apart=451), []),  # 902 s: not within 15 minutes
        (failures(3, accounts=3, seconds_apart=450), ["spraying"]),  # exactly 15 minutes
        (failures(100, accounts=2, seconds_apart=600), []),
    ],
)
def test_findings(log: list[LoginFailure], kinds: list[str]) -> None:
    assert sorted(one.kind for one in find_abuse(log, WANTED).findings) == kinds


def test_finding_names_the_worst_window() -> None:
    log = failures(4)
    later = [
        LoginFailure(failure.at + timedelta(hours=1), failure.account_hash, failure.address)
        for failure in failures(6)
    ]
    found = find_abuse([*later, *log], WANTED).findings[0]
    assert (found.kind, found.subject, found.count) == ("account_attack", "account-0", 6)
    assert (found.since, found.until) == (NOW + timedelta(hours=1), NOW + timedelta(seconds=3650))
    assert found.explanation == "6 failed logins within 15 minutes, 4 are too many"


logs = st.lists(
    st.builds(
        LoginFailure,
        at=st.integers(0, 7200).map(lambda seconds: NOW + timedelta(seconds=seconds)),
        account_hash=st.sampled_from("abcd"),
        address=st.sampled_from("xyz"),
    ),
    max_size=40,
)


@given(logs)
def test_counts_agree_with_a_plain_count(log: list[LoginFailure]) -> None:
    window = timedelta(minutes=15)
    found = {(one.kind, one.subject): one.count for one in find_abuse(log, WANTED).findings}
    for address in "xyz":
        own = [failure for failure in log if failure.address == address]
        spans = [[two for two in own if timedelta(0) <= two.at - one.at <= window] for one in own]
        most = max(map(len, spans), default=0)
        accounts = max((len({two.account_hash for two in span}) for span in spans), default=0)
        assert found.get(("brute_force", address), 0) == (most if most >= 5 else 0)
        assert found.get(("spraying", address), 0) == (accounts if accounts >= 3 else 0)
