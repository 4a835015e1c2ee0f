"""Find abuse in refused logins: one address against many accounts, or many tries against one.

Windows slide over the time: what counts is the worst moment, not an hour of the clock. Accounts are
known by a keyed hash only; those of the founder look like a new account each time, so that an
address that fails at them may look like one that sprays.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Literal

import msgspec

from agents.runtime.capability import TaskContext
from agents.runtime.core_api_pages import load_rows

FAILURES_PATH = "/api/v1/security/login-failures"
FINDINGS_MAX = 50

Threshold = Annotated[int, msgspec.Meta(ge=2, le=100_000)]


class LoginAbuseInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far to look back, and how much is too much."""

    hours: Annotated[int, msgspec.Meta(ge=1, le=24 * 30)] = 24
    window_minutes: Annotated[int, msgspec.Meta(ge=1, le=24 * 60)] = 15
    accounts_per_address: Threshold = 10
    """Spraying."""
    failures_per_address: Threshold = 30
    """Brute force."""
    failures_per_account: Threshold = 10
    """An attack on one account, from anywhere."""


class LoginFailure(msgspec.Struct, frozen=True):
    """A refused login."""

    at: datetime
    account_hash: str
    address: str


class LoginAbuse(msgspec.Struct, frozen=True):
    """One finding: the worst window of one address or account."""

    kind: Literal["spraying", "brute_force", "account_attack"]
    subject: str
    """The address, or the hash of the account."""
    count: int
    """Accounts for spraying, otherwise failures."""
    since: datetime
    until: datetime
    explanation: str


class LoginAbuseReport(msgspec.Struct, frozen=True):
    """What was found."""

    failures: int
    total: int
    findings: list[LoginAbuse]
    """The largest ones."""


class _Worst(msgspec.Struct, frozen=True):
    count: int
    since: datetime
    until: datetime


def detect_login_abuse(wanted: LoginAbuseInput, context: TaskContext) -> LoginAbuseReport:
    """Read the refused logins and judge them."""
    since = context.now() - timedelta(hours=wanted.hours)
    failures = load_rows(context, FAILURES_PATH, {"since": since.isoformat()}, LoginFailure)
    return find_abuse(failures, wanted)


def find_abuse(failures: Sequence[LoginFailure], wanted: LoginAbuseInput) -> LoginAbuseReport:
    """Judge refused logins."""
    ordered = sorted(failures, key=lambda failure: failure.at)
    by_address = _grouped(ordered, lambda failure: failure.address)
    by_account = _grouped(ordered, lambda failure: failure.account_hash)
    window = timedelta(minutes=wanted.window_minutes)
    found = [
        *_findings("spraying", by_address, window, wanted.accounts_per_address),
        *_findings("brute_force", by_address, window, wanted.failures_per_address),
        *_findings("account_attack", by_account, window, wanted.failures_per_account),
    ]
    found.sort(key=lambda one: (-one.count, one.kind, one.subject))
    return LoginAbuseReport(len(failures), len(found), found[:FINDINGS_MAX])


def _findings(
    kind: Literal["spraying", "brute_force", "account_attack"],
    groups: dict[str, list[LoginFailure]],
    window: timedelta,
    threshold: int,
) -> Iterable[LoginAbuse]:
    what = "accounts" if kind == "spraying" else "failed logins"
    for subject, failures in groups.items():
        worst = _worst_window(failures, window, is_distinct=kind == "spraying")
        if worst.count >= threshold:
            minutes = int(window // timedelta(minutes=1))
            yield LoginAbuse(
                kind=kind,
                subject=subject,
                count=worst.count,
                since=worst.since,
                until=worst.until,
                explanation=(
                    f"{worst.count} {what} within {minutes} minutes, {threshold} are too many"
                ),
            )


def _worst_window(
    failures: Sequence[LoginFailure],
    window: timedelta,
    *,
    is_distinct: bool,
) -> _Worst:
    """Slide a window over ordered failures and return its worst position."""
    inside: deque[LoginFailure] = deque()
    accounts: Counter[str] = Counter()
    worst = _Worst(0, failures[0].at, failures[0].at)
    for failure in failures:
        inside.append(failure)
        accounts[failure.account_hash] += 1
        while failure.at - inside[0].at > window:
            left = inside.popleft().account_hash
            accounts[left] -= 1
            if not accounts[left]:
                del accounts[left]
        count = len(accounts) if is_distinct else len(inside)
        if count > worst.count:
            worst = _Worst(count, inside[0].at, failure.at)
    return worst


def _grouped(
    failures: Iterable[LoginFailure],
    name: Callable[[LoginFailure], str],
) -> dict[str, list[LoginFailure]]:
    groups: dict[str, list[LoginFailure]] = {}
    for failure in failures:
        groups.setdefault(name(failure), []).append(failure)
    return groups
