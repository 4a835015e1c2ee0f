"""The doctor's lines, and what they add up to."""

import json

import pytest
from typer.testing import CliRunner

from cli import doctor, exit_codes
from cli.__main__ import application
from cli.checks.finding import Finding, Status, good

BAD = Finding("seccomp", Status.FAILED, "off", "calls are not filtered", "boot another kernel")
WARNED = Finding("cgroups", Status.WARNING, "version 1", "less exact", "boot with v2")


def invoke(monkeypatch: pytest.MonkeyPatch, *findings: Finding) -> tuple[int, str]:
    monkeypatch.setattr(doctor, "examine", lambda _: list(findings))
    result = CliRunner().invoke(application, ["doctor", "--json"])
    return result.exit_code, result.stdout


def test_a_failed_finding_is_status_5(monkeypatch: pytest.MonkeyPatch) -> None:
    assert invoke(monkeypatch, good("engine", "x"), BAD)[0] == exit_codes.PRECONDITION


def test_warnings_alone_are_status_0(monkeypatch: pytest.MonkeyPatch) -> None:
    assert invoke(monkeypatch, good("engine", "x"), WARNED)[0] == exit_codes.OK


def test_json_has_what_why_and_fix(monkeypatch: pytest.MonkeyPatch) -> None:
    (entry,) = json.loads(invoke(monkeypatch, BAD)[1])
    assert entry == {
        "name": "seccomp",
        "status": "failed",
        "what": "off",
        "why": "calls are not filtered",
        "fix": "boot another kernel",
    }


def test_a_line_that_needs_action_says_why_and_fix() -> None:
    text = doctor.render_finding(BAD)
    assert "why: calls are not filtered" in text
    assert "fix: boot another kernel" in text
    assert doctor.render_finding(good("engine", "answers")).count("\n") == 0
