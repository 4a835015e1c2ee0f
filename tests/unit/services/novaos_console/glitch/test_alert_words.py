"""Alerts, bait and refused logins: what is counted, and what is not made up."""

from datetime import UTC, datetime, timedelta

from services.novaos_console.glitch.alert_words import (
    count_by_address,
    count_by_time,
    describe_alert,
    describe_token,
)

_AT = "2026-11-22T19:00:00Z"
_TOKEN = {"id": "t", "label": "share", "created_at": _AT}


def _alert(kind: str = "honey_token", label: str = "share", **more: object) -> dict[str, object]:
    evidence = {"label": label, "address": "192.0.2.1"}
    alert = {"id": "a", "at": _AT, "kind": kind, "severity": "critical", "message": "m"}
    return {**alert, "raised_by": "core-api", "evidence": evidence, **more}


def test_a_token_counts_the_alerts_about_its_own_label() -> None:
    alerts = [_alert(), _alert(label="other"), _alert(kind="log_anomaly")]
    token = describe_token(_TOKEN, alerts)
    assert (token.touched, token.last_at, token.addresses) == (1, _AT, ("192.0.2.1",))


def test_a_token_that_nobody_touched_has_no_time() -> None:
    token = describe_token(_TOKEN, [])
    assert (token.touched, token.last_at) == (0, None)


def test_a_severity_of_a_later_version_is_a_warning() -> None:
    assert describe_alert(_alert(severity="dire")).tone == "warn"


def test_evidence_is_json_for_people() -> None:
    assert '"address": "192.0.2.1"' in describe_alert(_alert()).evidence
    assert describe_alert(_alert(evidence={})).evidence == ""


def test_addresses_are_counted_with_their_accounts() -> None:
    failures = [
        {"address": "a", "account_hash": "1"},
        {"address": "b", "account_hash": "1"},
        {"address": "b", "account_hash": "1"},
        {"address": "b", "account_hash": "2"},
    ]
    assert count_by_address(failures) == [("b", 3, 2), ("a", 1, 1)]


def test_each_refused_login_is_in_one_part_of_the_time() -> None:
    since = datetime(2026, 11, 22, tzinfo=UTC)
    until = since + timedelta(days=1)
    failures = [{"at": "2026-11-22T00:00:00Z"}, {"at": "2026-11-22T23:59:59Z"}]
    bars = count_by_time(failures, since, until)
    assert len(bars) == 24
    assert [count for _, count in bars] == [1, *[0] * 22, 1]
    assert bars[1][0] == "01:00"
