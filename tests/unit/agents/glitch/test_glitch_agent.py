"""Glitch's capabilities on what core-api says."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from agents.contract.messages import Heartbeat
from agents.glitch.agent import AGENT
from agents.runtime.errors import RefusedError, UnreachableError
from tests.support.glitch_platform import (
    AGENTS,
    ALERTS,
    DIGESTS,
    FAILURES,
    IMAGES,
    LOGS,
    MAKE,
    SUMMARY,
    TOKENS,
    alert,
    core_api,
    entry,
    log_page,
    run,
    running,
)
from tests.support.platform_messages import HEARTBEAT
from tests.support.scripted_core_api import NOW

BAIT = "nova_bait"


def test_table_fits_the_heartbeat() -> None:
    table = {**HEARTBEAT, "version": AGENT.version, "capabilities": sorted(AGENT.capabilities)}
    assert len(msgspec.convert(table, Heartbeat).capabilities) == 7
    assert all(capability.description for capability in AGENT.capabilities.values())


@pytest.mark.parametrize(
    ("capability", "task_input", "reason"),
    [
        ("scan_logs", {"window_minutes": 0}, ">= 1"),
        ("scan_logs", {"window_minutes": 15}, "no whole number"),
        ("scan_logs", {"threshold": "high"}, "input refused"),
        ("login_abuse", {"hours": 0}, ">= 1"),
        ("login_abuse", {"accounts_per_address": 1}, ">= 2"),
        ("inspect_file", {}, "content_base64"),
        ("inspect_file", {"content_base64": "A" * 50_000}, "length"),
        ("inspect_file", {"content_base64": "", "expected_sha256": "abc"}, "input refused"),
        ("check_integrity", {"max_age_hours": 0}, ">= 1"),
        ("make_honey_token", {"label": ""}, "input refused"),
        ("make_honey_token", {"label": "a\nb"}, "input refused"),
        ("honey_tokens", {"days": 0}, ">= 1"),
        ("incident_report", {"minutes": 0}, ">= 1"),
        ("incident_report", {"until": "2026-11-22T12:00:00"}, "input refused"),  # no zone
        ("incident_report", {"until": "yesterday"}, "input refused"),
    ],
)
def test_bad_input_gets_a_reason(
    capability: str,
    task_input: dict[str, Any],
    reason: str,
) -> None:
    assert reason in run(capability, task_input, core_api())


def test_platform_as_deployed_is_intact() -> None:
    report = run("check_integrity", {}, core_api())
    assert (report["verdict"], report["reasons"]) == ("intact", [])
    findings = {one["workload"]: one["finding"] for one in report["workloads"]}
    assert findings == {"agent-lyra": "match", "core-api": "not_reported"}


@pytest.mark.parametrize(
    ("change", "verdict", "reason"),
    [
        ({AGENTS: [running("lyra", DIGESTS[1])]}, "violated", "agent-lyra: runs sha256:bbb"),
        (
            {AGENTS: [running("lyra", DIGESTS[0]), running("echo", DIGESTS[0])]},
            "violated",
            "agent-echo: it runs, but is not in the published lock",
        ),
        ({AGENTS: [running("lyra", "")]}, "could_not_check", "does not say what it runs from"),
        ({AGENTS: [running("lyra", DIGESTS[0], "stale")]}, "could_not_check", "agent is stale"),
        ({AGENTS: []}, "could_not_check", "agent is not known"),
        ({IMAGES: []}, "violated", "not in the published lock"),
        ({IMAGES: [], AGENTS: []}, "could_not_check", "no agent could be compared"),
        (
            {SUMMARY: {"published_at": NOW - timedelta(days=8)}},
            "could_not_check",
            "published 192 hours ago",
        ),
        ({SUMMARY: RefusedError("core-api refused with 404: none")}, "could_not_check", "404"),
        ({SUMMARY: {"published_at": "never"}}, "could_not_check", "not understood"),
        ({IMAGES: UnreachableError("core-api: down")}, "could_not_check", "down"),
        ({AGENTS: {"items": "many"}}, "could_not_check", "not understood"),
    ],
)
def test_integrity_is_never_guessed(change: dict[str, Any], verdict: str, reason: str) -> None:
    report = run("check_integrity", {}, core_api(**change))
    assert report["verdict"] == verdict
    assert any(reason in one for one in report["reasons"])


def test_old_lock_with_another_digest_is_still_a_violation() -> None:
    change = {
        SUMMARY: {"published_at": NOW - timedelta(days=80)},
        AGENTS: [running("lyra", DIGESTS[1])],
    }
    assert run("check_integrity", {}, core_api(**change))["verdict"] == "violated"


def test_log_is_read_page_by_page_from_the_beginning_of_the_baseline() -> None:
    pages = [
        log_page(*[entry(minutes) for minutes in range(200, 100, -1)], following="5-0"),
        log_page(*[entry(minutes) for minutes in range(100, 0, -1)]),
    ]
    platform = core_api(**{LOGS: lambda _: pages.pop(0)})
    wanted = {"window_minutes": 10, "baseline_minutes": 170}
    report = run("scan_logs", wanted, platform)
    assert (report["entries"], report["total"]) == (200, 0)
    first, second = platform.sent(LOGS)
    assert first["since"] == (NOW - timedelta(minutes=180)).isoformat()
    assert second["after"] == "5-0"


def test_large_entries_are_read_in_small_pages() -> None:
    def answer(query: dict[str, Any]) -> object:
        if query["limit"] > 50:
            return UnreachableError("core-api answered 200 without a JSON object")
        return log_page(*[entry(minutes) for minutes in range(200, 0, -1)])

    assert run("scan_logs", {"baseline_minutes": 120}, core_api(**{LOGS: answer}))["entries"] == 200


def test_unreadable_entry_is_a_finding() -> None:
    malformed = {"id": f"{int(NOW.timestamp() - 60) * 1000}-0", "malformed": True, "fields": {}}
    page = log_page(*[entry(minutes) for minutes in range(200, 0, -1)], malformed)
    report = run("scan_logs", {"baseline_minutes": 120}, core_api(**{LOGS: page}))
    assert [one["event"] for one in report["findings"]] == ["log.malformed"]


def test_login_failures_are_asked_for_the_wanted_time() -> None:
    failure = {"at": NOW, "account_hash": "a", "address": "10.0.0.1", "outcome": "refused"}
    platform = core_api(**{FAILURES: [failure] * 12})
    report = run("login_abuse", {"hours": 2}, platform)
    assert [(one["kind"], one["count"]) for one in report["findings"]] == [("account_attack", 12)]
    assert platform.sent(FAILURES)[0]["since"] == (NOW - timedelta(hours=2)).isoformat()


def test_honey_token_is_made_and_shown_once() -> None:
    made = {"id": "1", "label": "wiki", "created_at": NOW, "token": BAIT}
    platform = core_api(**{MAKE: made})
    assert run("make_honey_token", {"label": "wiki"}, platform)["token"] == BAIT
    assert platform.sent(MAKE) == [{"label": "wiki"}]


def test_taken_bait_is_listed() -> None:
    token = {"id": "1", "label": "wiki", "created_at": "2026-11-01T00:00:00Z"}
    alerts = [alert(5, "honey_token"), alert(6, "login_abuse"), alert(60 * 24 * 31, "honey_token")]
    report = run("honey_tokens", {}, core_api(**{TOKENS: [token], ALERTS: alerts}))
    assert (report["tokens"], report["alerts"]) == (1, 1)
    assert report["newest_alerts"][0]["message"] == "honey_token happened"
