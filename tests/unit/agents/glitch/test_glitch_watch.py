"""What glitch reports of an incident, and raises by itself."""

from datetime import timedelta

import msgspec
import pytest

from agents.glitch.agent import GlitchTick
from agents.glitch.incident_report import escape
from agents.runtime.errors import RefusedError, TaskError, UnreachableError
from tests.support.glitch_platform import (
    AGENTS,
    ALERTS,
    COMMANDS,
    DIGESTS,
    FAILURES,
    LOGS,
    RAISE,
    SUMMARY,
    alert,
    core_api,
    entry,
    log_page,
    run,
    running,
)
from tests.support.scripted_core_api import NOW, MovingClock, ScriptedCoreApi, scripted_context

COMMAND_ROW = {
    "id": "1", "agent": "lyra", "op": "task", "issued_at": NOW - timedelta(minutes=3),
    "issued_by": "operator", "outcome": "failed",
}  # fmt: skip


def incident_api(**more: object) -> ScriptedCoreApi:
    pages = {"warning": log_page(entry(2, "warning", "a|b")), "error": log_page()}
    old = {**COMMAND_ROW, "issued_at": NOW - timedelta(minutes=90)}
    routes = {
        ALERTS: [alert(1, "honey_token"), alert(90, "login_abuse")],
        COMMANDS: [COMMAND_ROW, old],
        LOGS: lambda query: pages[query["level"]],
    }
    return core_api(**{**routes, **more})


def test_incident_report_is_a_timeline_in_both_forms() -> None:
    report = run("incident_report", {}, incident_api())
    assert [row["source"] for row in report["timeline"]] == ["command", "log", "alert"]
    assert report["counts"] == {"alert high": 1, "command failed": 1, "log warning": 1}
    rows = [line for line in report["markdown"].splitlines() if line.startswith("| 2026")]
    assert rows == [
        "| 2026-11-22 11:57:00 UTC | command | **failed** | task for lyra by operator |",
        r"| 2026-11-22 11:58:00 UTC | log | warning | lyra a\|b: hello |",
        r"| 2026-11-22 11:59:00 UTC | alert | **high** | honey\_token: honey\_token happened |",
    ]


def test_source_that_could_not_be_read_is_named() -> None:
    report = run("incident_report", {}, incident_api(**{COMMANDS: UnreachableError("down")}))
    assert report["not_checked"] == ["commands: down"]
    assert "**not checked**: commands: down" in report["markdown"]


def test_without_any_source_there_is_no_report() -> None:
    down = UnreachableError("down")
    platform = core_api(**{COMMANDS: down, ALERTS: down, LOGS: down})
    assert "nothing could be read" in run("incident_report", {}, platform)


def test_long_report_comes_in_parts_that_fit() -> None:
    rows = [
        {**COMMAND_ROW, "issued_at": NOW - timedelta(seconds=seconds), "issued_by": "x" * 180}
        for seconds in range(400)
    ]
    platform = incident_api(**{COMMANDS: rows})
    parts = [run("incident_report", {}, platform)]
    while parts[-1]["next_row"] is not None:
        parts.append(run("incident_report", {"from_row": parts[-1]["next_row"]}, platform))
    assert all(len(msgspec.json.encode(part)) < 14_000 for part in parts)
    assert sum(len(part["timeline"]) for part in parts) == parts[0]["total"] == 402


def test_markdown_of_others_does_nothing() -> None:
    assert escape("a\n# b <script> [x](y) `c`") == r"a \# b \<script\> \[x\]\(y\) \`c\`"


def test_tick_raises_what_is_new_and_not_what_was_raised() -> None:
    change = {AGENTS: [running("lyra", DIGESTS[1])]}
    platform = core_api(**change)
    GlitchTick()(scripted_context("glitch", platform))
    (raised,) = platform.sent(RAISE)
    assert (raised["kind"], raised["severity"]) == ("integrity", "critical")
    again = core_api(**change, **{ALERTS: [alert(10, "integrity", raised["evidence"]["key"])]})
    GlitchTick()(scripted_context("glitch", again))
    assert again.sent(RAISE) == []
    later = core_api(**change, **{ALERTS: [alert(361, "integrity", raised["evidence"]["key"])]})
    GlitchTick()(scripted_context("glitch", later))
    assert len(later.sent(RAISE)) == 1


def test_quiet_platform_raises_nothing() -> None:
    platform = core_api()
    GlitchTick()(scripted_context("glitch", platform))
    assert platform.sent(RAISE) == []


def test_missing_lock_is_an_alert_and_never_silence() -> None:
    platform = core_api(**{SUMMARY: RefusedError("core-api refused with 404: none")})
    GlitchTick()(scripted_context("glitch", platform))
    (raised,) = platform.sent(RAISE)
    assert (raised["severity"], "could_not_check" in raised["message"]) == ("low", True)


def test_new_error_and_abuse_are_raised() -> None:
    log = log_page(*[entry(minutes) for minutes in range(200, 0, -1)], entry(1, "error", "crash"))
    failure = {"at": NOW, "account_hash": "a", "address": "10.0.0.1", "outcome": "refused"}
    platform = core_api(**{LOGS: log, FAILURES: [failure] * 10})
    GlitchTick()(scripted_context("glitch", platform))
    kinds = {alert["kind"] for alert in platform.sent(RAISE)}
    assert kinds == {"log_anomaly", "login_abuse"}


def test_tick_looks_every_five_minutes_and_tells_what_it_could_not_check() -> None:
    tick, clock = GlitchTick(), MovingClock()
    platform = core_api(**{FAILURES: UnreachableError("down")})
    for _ in range(20):  # five minutes, 15 s apart
        with pytest.raises(TaskError, match="down"):
            tick(scripted_context("glitch", platform, clock))
        clock.now += timedelta(seconds=15)
    assert len(platform.sent(FAILURES)) == 1
    platform.routes[FAILURES] = []
    platform.routes[SUMMARY] = {"published_at": clock.now}
    tick(scripted_context("glitch", platform, clock))
    assert len(platform.sent(FAILURES)) == 2
