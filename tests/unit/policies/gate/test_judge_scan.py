"""The scan must be of this digest, fresh, complete, and within the thresholds."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from novaos.reference import Digest
from policies.gate.scan import ScanJudgement, judge_scan
from policies.waiver import Waiver
from tests.support.gate import DIGEST, NOW, policy, scan_record

SCANNERS = ["vulnerabilities", "secrets", "misconfigurations", "licences"]
OTHER = Digest(f"sha256:{'e' * 64}")


def _judge(record: dict[str, Any], **changes: Any) -> ScanJudgement:  # noqa: ANN401 - thresholds
    return judge_scan(record, DIGEST, policy(**changes), NOW)


def _with(scanner: str, **finding: str) -> dict[str, Any]:
    record = scan_record()
    record["results"][scanner]["findings"] = [finding]
    return record


def _vulnerability(severity: str, fixed: str = "2.0") -> dict[str, Any]:
    return _with(
        "vulnerabilities",
        id="CVE-2026-1",
        package="libc6",
        installed_version="1.0",
        fixed_version=fixed,
        severity=severity,
    )


def _waiver(digest: Digest = DIGEST, expires: date = date(2026, 3, 5)) -> Waiver:
    return Waiver(
        "CVE-2026-1", digest, "me", "why", "T-1", date(2026, 2, 1), expires, Path("w.yaml")
    )


def test_clean_fresh_scan_passes() -> None:
    judged = _judge(scan_record())
    assert not judged.failures
    assert not judged.warnings


def test_scan_of_another_image_fails() -> None:
    record = scan_record()
    record["image"]["digest"] = str(OTHER)
    assert _judge(record).failures == [f"scan: it is of {OTHER}; scan again: make sbom"]


@pytest.mark.parametrize(
    ("scanned_at", "fails"),
    [
        ("2026-02-26T12:00:00Z", False),
        ("2026-02-26T11:59:59Z", True),
        ("2026-03-01T12:04:00Z", False),
        ("2026-03-01T12:06:00Z", True),
    ],
)
def test_scan_age_is_limited(scanned_at: str, *, fails: bool) -> None:
    failures = _judge({**scan_record(), "scanned_at": scanned_at}).failures
    assert bool(failures) == fails
    assert all("scan again: make sbom" in failure for failure in failures)


@pytest.mark.parametrize(
    ("built_at", "fails"),
    [("2026-02-22T12:00:00Z", False), ("2026-02-22T11:59:00Z", True)],
)
def test_database_age_is_limited(built_at: str, *, fails: bool) -> None:
    record = scan_record()
    record["results"]["vulnerabilities"]["database"]["built_at"] = built_at
    failures = _judge(record).failures
    assert bool(failures) == fails
    assert all("vulnerability database: it is of" in failure for failure in failures)


def test_judgement_holds_as_long_as_scan_and_database() -> None:
    assert min(_judge(scan_record()).limits) == NOW + timedelta(hours=70)


def test_unassessed_vulnerabilities_fail_or_warn_by_environment() -> None:
    record = scan_record()
    record["results"]["vulnerabilities"] = {"state": "not assessed", "reason": "no database"}
    text = "scan: vulnerabilities not assessed: no database"
    assert _judge(record).failures == [text]
    relaxed = _judge(record, vulnerabilities_must_be_assessed=False)
    assert not relaxed.failures
    assert relaxed.warnings == [text]


@pytest.mark.parametrize("scanner", ["secrets", "misconfigurations", "licences"])
def test_any_other_scanner_must_have_run(scanner: str) -> None:
    record = scan_record()
    record["results"][scanner] = {"state": "not assessed", "reason": "crashed"}
    relaxed = _judge(record, vulnerabilities_must_be_assessed=False)
    assert relaxed.failures == [f"scan: {scanner} not assessed: crashed"]


@pytest.mark.parametrize("scanner", SCANNERS)
def test_result_that_is_missing_is_not_zero_findings(scanner: str) -> None:
    record = scan_record()
    del record["results"][scanner]
    assert "the record is malformed" in _judge(record).failures[0]


@pytest.mark.parametrize("scanner", SCANNERS)
def test_findings_that_are_missing_are_not_zero_findings(scanner: str) -> None:
    record = scan_record()
    del record["results"][scanner]["findings"]
    assert "the record is malformed" in _judge(record).failures[0]


@pytest.mark.parametrize("record", [{}, {"image": 1}, {"image": {"digest": str(DIGEST)}}])
def test_malformed_record_fails(record: dict[str, Any]) -> None:
    assert "the record is malformed" in _judge(record).failures[0]


@pytest.mark.parametrize("severity", ["HIGH", "CRITICAL"])
def test_fixable_vulnerability_over_the_threshold_fails(severity: str) -> None:
    (failure,) = _judge(_vulnerability(severity)).failures
    assert failure == (
        f"scan: 1 of vulnerability {severity}: CVE-2026-1 libc6, accepted: 0; "
        "take the fixed version: make lock build"
    )


def test_medium_vulnerability_warns() -> None:
    judged = _judge(_vulnerability("MEDIUM"))
    assert not judged.failures
    assert judged.warnings == ["scan: 1 of vulnerability MEDIUM: CVE-2026-1 libc6"]


def test_vulnerability_without_a_fixed_version_warns() -> None:
    judged = _judge(_vulnerability("CRITICAL", fixed=""))
    assert not judged.failures
    assert judged.warnings == ["scan: 1 vulnerabilities without a fixed version"]


def test_secret_in_the_image_fails() -> None:
    record = _with("secrets", id="aws-key", path="/app/x", severity="CRITICAL")
    assert "secrets in the image: aws-key in /app/x" in _judge(record).failures[0]


def test_misconfiguration_over_the_threshold_fails() -> None:
    record = _with("misconfigurations", id="DS-0002", severity="HIGH")
    assert "1 of misconfiguration HIGH: DS-0002" in _judge(record).failures[0]


def test_low_misconfiguration_is_left_to_the_report() -> None:
    judged = _judge(_with("misconfigurations", id="DS-0026", severity="LOW"))
    assert not judged.failures
    assert not judged.warnings


def test_licence_of_a_refused_category_fails_unless_accepted() -> None:
    record = _with(
        "licences", id="AGPL-3.0-only", package="x", category="forbidden", severity="CRITICAL"
    )
    assert "package x has licence AGPL-3.0-only (forbidden)" in _judge(record).failures[0]
    assert not _judge(record, accepted_licences=frozenset({"AGPL-3.0-only"})).failures


def test_waiver_permits_its_finding_in_its_image_only() -> None:
    waived = replace(policy(), waivers=(_waiver(),))
    judged = judge_scan(_vulnerability("CRITICAL"), DIGEST, waived, NOW)
    assert not judged.failures
    assert judged.warnings == ["scan: CVE-2026-1 waived until 2026-03-05"]
    elsewhere = replace(policy(), waivers=(_waiver(OTHER),))
    assert judge_scan(_vulnerability("CRITICAL"), DIGEST, elsewhere, NOW).failures


def test_expired_waiver_permits_nothing_and_is_refused() -> None:
    expired = replace(policy(), waivers=(_waiver(expires=date(2026, 2, 28)),))
    failures = judge_scan(_vulnerability("CRITICAL"), DIGEST, expired, NOW).failures
    assert "waiver w.yaml for CVE-2026-1 expired on 2026-02-28" in failures[0]
    assert "1 of vulnerability CRITICAL: CVE-2026-1" in failures[1]
    assert judge_scan(scan_record(), DIGEST, expired, NOW).failures == failures[:1]


def test_waiver_is_in_force_to_the_end_of_its_last_day() -> None:
    last_day = replace(policy(), waivers=(_waiver(expires=NOW.date()),))
    judged = judge_scan(_vulnerability("CRITICAL"), DIGEST, last_day, NOW)
    assert not judged.failures
    assert min(judged.limits) == NOW + timedelta(hours=12)
