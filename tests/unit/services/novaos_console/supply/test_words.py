"""Each published fact has one word; what nobody looked at is never a good one."""

from typing import Any

import pytest

from services.novaos_console.supply.words import (
    count_findings,
    judge_audit,
    judge_hardening,
    judge_sbom,
    judge_signature,
    judge_verdict,
    judge_vulnerabilities,
    judge_waiver,
)
from tests.support.supply_samples import IMAGE, NOW, WORKLOAD

_CLAIM = {"name": "signature", "state": "verified"}
_AUDIT = WORKLOAD["audit"]


def scan(**result: object) -> dict[str, Any]:
    return {"state": "read", "results": {"vulnerabilities": result}}


@pytest.mark.parametrize(
    ("scan_facts", "text", "tone"),
    [
        (None, "not published", "warn"),
        ({"state": "could not check", "reason": "x"}, "could not check", "bad"),
        ({"state": "read"}, "not assessed", "warn"),
        (scan(state="not assessed", reason="no database"), "not assessed", "warn"),
        (scan(state="not assessed", counts={"HIGH": 0}), "not assessed", "warn"),
        (scan(state="ran"), "not published", "warn"),
        (scan(state="ran", counts={"HIGH": 0}), "none found", "ok"),
        (scan(state="ran", counts={"LOW": 2, "HIGH": 1}), "1 high, 2 low", "bad"),
    ],
)
def test_only_a_scan_that_ran_can_find_nothing(
    scan_facts: dict[str, Any] | None, text: str, tone: str
) -> None:
    word = judge_vulnerabilities(scan_facts)
    assert (word.text, word.tone) == (text, tone)


def test_findings_of_low_severity_are_no_alarm() -> None:
    assert count_findings({"LOW": 1, "MEDIUM": 2}).tone == "warn"


@pytest.mark.parametrize(
    ("attestations", "tone"),
    [
        (None, "warn"),
        ([], "bad"),
        ([_CLAIM], "ok"),
        ([_CLAIM, {"name": "vex", "state": "not made"}], "ok"),
        ([_CLAIM, {"name": "scan", "state": "missing"}], "bad"),
        ([_CLAIM, {"name": "scan", "state": "refused"}], "bad"),
        ([_CLAIM, {"name": "scan", "state": "a word of tomorrow"}], "bad"),
        ([{"name": "scan", "state": "verified"}], "bad"),
    ],
)
def test_every_claim_has_to_be_verified(
    attestations: list[dict[str, Any]] | None, tone: str
) -> None:
    assert judge_signature(attestations).tone == tone


@pytest.mark.parametrize(
    ("changes", "text", "tone"),
    [
        ({}, "passed", "ok"),
        ({"verdict": "FAILED"}, "failed", "bad"),
        ({"valid_until": "2026-03-01T11:59:00Z"}, "passed, expired", "warn"),
        ({"verdict": None}, "not published", "warn"),
    ],
)
def test_verdict_counts_until_it_expires(changes: dict[str, Any], text: str, tone: str) -> None:
    word = judge_verdict({**WORKLOAD, **changes}, NOW)
    assert (word.text, word.tone) == (text, tone)


@pytest.mark.parametrize(
    ("changes", "text", "tone"),
    [
        ({"audit": None}, "not published", "warn"),
        ({}, "39 passed", "ok"),
        ({"audit": {**_AUDIT, "digest": "sha256:x"}}, "of another image", "warn"),
        ({"audit": {**_AUDIT, "could_not_check": 2}}, "not all checked", "warn"),
        ({"audit": {"state": "not audited", "reason": "x"}}, "not audited", "warn"),
        (
            {"audit": {"state": "not audited"}, "hardening": {"kind": "job"}},
            "not audited",
            "mute",
        ),
        (
            {"audit": {**_AUDIT, "failed": 1, "failures": [{"controls": ["CIS-4.1"]}]}},
            "1 failed",
            "bad",
        ),
    ],
)
def test_audit_counts_for_its_own_image(changes: dict[str, Any], text: str, tone: str) -> None:
    word = judge_audit({**WORKLOAD, **changes})
    assert (word.text, word.tone) == (text, tone)


def test_loosened_setting_is_named() -> None:
    assert judge_hardening(WORKLOAD["hardening"]).tone == "ok"
    loosened = judge_hardening({"loosened": [{"name": "shell in the image"}]})
    assert (loosened.text, loosened.detail) == ("1 loosened", "shell in the image")
    assert judge_hardening(None).text == "not published"


def test_unread_sbom_has_no_number() -> None:
    assert judge_sbom(IMAGE["sbom"]).text == "2 components"
    assert judge_sbom({"state": "could not check"}).tone == "bad"
    assert judge_sbom(None).text == "not published"


@pytest.mark.parametrize(
    ("expires_at", "text"),
    [("2026-03-01T12:00:00Z", "expired"), ("2026-03-01T12:00:01Z", "in force")],
)
def test_waiver_ends_at_its_time(expires_at: str, text: str) -> None:
    assert judge_waiver({"expires_at": expires_at}, NOW).text == text
