"""The scan record says what ran and what was found, and never zero for what was not assessed."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from novaos.reference import Digest, ImageReference
from sbom.pinned_version import pinned_version
from sbom.scan import is_current, name_image
from sbom.scan_record import NotAssessed, VulnerabilityDatabase, render_scan_record
from tests.support.small_image import NPM, small_lock

DIGEST = Digest(f"sha256:{'d' * 64}")
LOCK = small_lock(DIGEST)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DATABASE = VulnerabilityDatabase("2026-03-01T06:00:00Z", "update")


def _raw() -> dict[str, Any]:
    vulnerability = {
        "VulnerabilityID": "CVE-2026-1",
        "PkgName": "libc6",
        "InstalledVersion": "2.41-12",
        "FixedVersion": "2.41-13",
        "Severity": "HIGH",
    }
    secret = {"RuleID": "aws", "StartLine": 3, "Severity": "CRITICAL", "Match": "key=SECRET"}
    return {
        "Metadata": {"OS": {"Family": "debian", "Name": "13.1"}},
        "Results": [
            {"Packages": [{"Name": "libc6"}], "Vulnerabilities": [vulnerability]},
            {"Packages": [{"Name": "Idna"}]},
            {"Target": "/app/x", "Secrets": [secret]},
            {"Licenses": [{"Name": "MIT", "PkgName": "x", "Category": "notice"}]},
        ],
    }


def _render(
    raw: dict[str, Any], database: VulnerabilityDatabase | NotAssessed = DATABASE
) -> dict[str, Any]:
    record = render_scan_record(raw, LOCK, database, "0.70.0", NOW)
    results: dict[str, Any] = record["results"]
    return results


def test_findings_are_counted_and_listed() -> None:
    vulnerabilities = _render(_raw())["vulnerabilities"]
    assert vulnerabilities["state"] == "ran"
    assert vulnerabilities["counts"]["HIGH"] == 1
    assert vulnerabilities["findings"][0]["fixed_version"] == "2.41-13"
    assert vulnerabilities["database"] == {"built_at": "2026-03-01T06:00:00Z", "source": "update"}


def test_without_a_database_nothing_is_counted() -> None:
    vulnerabilities = _render(_raw(), NotAssessed("no database"))["vulnerabilities"]
    assert vulnerabilities == {"state": "not assessed", "reason": "no database"}


def test_unrecognised_distribution_is_not_assessed() -> None:
    raw = {**_raw(), "Metadata": {"OS": {"Family": "none"}}}
    assert _render(raw)["vulnerabilities"]["state"] == "not assessed"


@pytest.mark.parametrize("position", [0, 1])
def test_package_that_the_scanner_did_not_see_is_not_assessed(position: int) -> None:
    raw = _raw()
    raw["Results"][position]["Packages"] = []
    result = _render(raw)["vulnerabilities"]
    assert result["state"] == "not assessed"
    assert ("libc6" if position == 0 else "idna") in result["reason"]


def test_npm_package_that_the_scanner_did_not_see_is_not_assessed() -> None:
    lock = replace(LOCK, npm=(NPM,))
    record = render_scan_record(_raw(), lock, DATABASE, "0.70.0", NOW)
    result = record["results"]["vulnerabilities"]
    assert result["state"] == "not assessed"
    assert "htmx.org" in result["reason"]


def test_secret_is_located_and_never_quoted() -> None:
    secrets = _render(_raw())["secrets"]
    assert secrets["findings"] == [
        {"severity": "CRITICAL", "id": "aws", "path": "/app/x", "line": 3}
    ]
    assert "SECRET" not in json.dumps(secrets)


def test_unknown_severity_is_counted_as_unknown() -> None:
    raw = _raw()
    raw["Results"][0]["Vulnerabilities"][0]["Severity"] = "SEVERE"
    assert _render(raw)["vulnerabilities"]["counts"]["UNKNOWN"] == 1


def _record(database: VulnerabilityDatabase | NotAssessed) -> dict[str, Any]:
    return render_scan_record(_raw(), LOCK, database, pinned_version("trivy"), NOW)


@pytest.mark.parametrize(
    ("hours", "current"),
    [(-1, False), (0, True), (23, True), (24, False)],
)
def test_scan_is_renewed_after_a_day(hours: int, *, current: bool) -> None:
    moment = datetime.fromtimestamp(NOW.timestamp() + hours * 3600, UTC)
    assert is_current(_record(DATABASE), DATABASE, moment) == current


def test_scan_is_renewed_when_the_database_changes() -> None:
    newer = VulnerabilityDatabase("2026-03-01T12:00:00Z", "update")
    assert not is_current(_record(DATABASE), newer, NOW)
    assert not is_current(_record(NotAssessed("none")), DATABASE, NOW)
    assert is_current(_record(NotAssessed("none")), NotAssessed("none"), NOW)


def test_scan_by_another_version_is_renewed() -> None:
    record = render_scan_record(_raw(), LOCK, DATABASE, "0.1.0", NOW)
    assert not is_current(record, DATABASE, NOW)


@pytest.mark.parametrize("record", [{}, {"scanned_at": 1}, {"scanned_at": "x", "scanner": []}])
def test_malformed_record_is_renewed(record: dict[str, Any]) -> None:
    assert not is_current(record, DATABASE, NOW)


def test_report_names_the_image_and_no_path_of_this_machine() -> None:
    layout = Path("/somewhere/var/layouts/dd")
    raw = {"ArtifactName": str(layout), "Results": [{"Target": f"{layout} (debian 13.1)"}]}
    image = ImageReference("127.0.0.1:5760/novaos-test/small", DIGEST)
    named = json.loads(name_image(json.dumps(raw).encode(), layout, image))
    assert named["ArtifactName"] == f"novaos-test/small@{DIGEST}"
    assert named["Results"][0]["Target"] == f"novaos-test/small@{DIGEST} (debian 13.1)"
    # Trivy crashes on a colon in the first segment of the name.
    assert ":" not in named["ArtifactName"].partition("/")[0]
