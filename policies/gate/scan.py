"""Checks of the scan record: whose it is, how old, which scanners ran, and what they found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from novaos.reference import Digest
from policies.policy import Policy, Thresholds
from policies.waiver import Waiver, active_waivers, check_waivers

_CLOCK_SKEW = timedelta(minutes=5)
_RESCAN = "scan again: make sbom"
_SCANNERS = ("vulnerabilities", "secrets", "misconfigurations", "licences")


@dataclass(slots=True)
class ScanJudgement:
    """Findings that refuse, findings that warn, and how long the judgement can hold."""

    failures: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    limits: list[datetime] = field(default_factory=list)


def judge_scan(
    record: Mapping[str, Any],
    digest: Digest,
    policy: Policy,
    now: datetime,
) -> ScanJudgement:
    """Judge one scan record; a malformed one is a failure."""
    judged = ScanJudgement()
    waivers = active_waivers(policy.waivers, digest, now)
    judged.failures += check_waivers(policy.waivers, digest, now)
    try:
        if record["image"]["digest"] != str(digest):
            judged.failures.append(f"scan: it is of {record['image']['digest']}; {_RESCAN}")
        _judge_age("scan", record["scanned_at"], policy.thresholds.max_scan_age, judged, now)
        results = record["results"]
        for scanner in _SCANNERS:
            _judge_ran(scanner, results[scanner], policy.thresholds, judged)
        _judge_vulnerabilities(results["vulnerabilities"], policy.thresholds, waivers, judged, now)
        _judge_secrets(results["secrets"], policy.thresholds, waivers, judged)
        _judge_misconfigurations(results["misconfigurations"], policy.thresholds, waivers, judged)
        _judge_licences(results["licences"], policy.thresholds, waivers, judged)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        judged.failures.append(f"scan: the record is malformed: {error!r}; {_RESCAN}")
    judged.limits += [waiver.expires_at for waiver in waivers.values()]
    return judged


def _judge_age(
    what: str,
    text: str,
    limit: timedelta,
    judged: ScanJudgement,
    now: datetime,
) -> None:
    moment = datetime.fromisoformat(text).astimezone(UTC)
    judged.limits.append(moment + limit)
    hours = limit.total_seconds() / 3600
    if now - moment > limit:
        judged.failures.append(f"{what}: it is of {text}, older than {hours:.0f} hours; {_RESCAN}")
    if moment - now > _CLOCK_SKEW:
        judged.failures.append(f"{what}: it is of {text}, in the future; {_RESCAN}")


def _judge_ran(
    scanner: str,
    result: Mapping[str, Any],
    thresholds: Thresholds,
    judged: ScanJudgement,
) -> None:
    if result["state"] == "ran":
        return
    text = f"scan: {scanner} not assessed: {result.get('reason', 'no reason given')}"
    if scanner == "vulnerabilities" and not thresholds.vulnerabilities_must_be_assessed:
        judged.warnings.append(text)
    else:
        judged.failures.append(text)


def _judge_vulnerabilities(
    result: Mapping[str, Any],
    thresholds: Thresholds,
    waivers: Mapping[str, Waiver],
    judged: ScanJudgement,
    now: datetime,
) -> None:
    if result["state"] != "ran":
        return
    built_at = result["database"]["built_at"]
    _judge_age("vulnerability database", built_at, thresholds.max_database_age, judged, now)
    open_findings = _not_waived(result, waivers, judged)
    fixable = [finding for finding in open_findings if finding["fixed_version"]]
    _judge_counts(
        "vulnerability",
        fixable,
        thresholds.max_fixable_vulnerabilities,
        judged,
        "take the fixed version: make lock build",
    )
    if others := len(open_findings) - len(fixable):
        judged.warnings.append(f"scan: {others} vulnerabilities without a fixed version")


def _judge_secrets(
    result: Mapping[str, Any],
    thresholds: Thresholds,
    waivers: Mapping[str, Waiver],
    judged: ScanJudgement,
) -> None:
    if result["state"] != "ran":
        return
    found = _not_waived(result, waivers, judged)
    if len(found) > thresholds.max_secrets:
        places = ", ".join(f"{finding['id']} in {finding['path']}" for finding in found)
        judged.failures.append(f"scan: secrets in the image: {places}; remove and revoke them")


def _judge_misconfigurations(
    result: Mapping[str, Any],
    thresholds: Thresholds,
    waivers: Mapping[str, Waiver],
    judged: ScanJudgement,
) -> None:
    if result["state"] != "ran":
        return
    found = _not_waived(result, waivers, judged)
    limits = thresholds.max_misconfigurations
    _judge_counts("misconfiguration", found, limits, judged, "correct images/definitions")


def _judge_licences(
    result: Mapping[str, Any],
    thresholds: Thresholds,
    waivers: Mapping[str, Waiver],
    judged: ScanJudgement,
) -> None:
    if result["state"] != "ran":
        return
    for finding in _not_waived(result, waivers, judged):
        refused = finding["category"] in thresholds.refused_licence_categories
        if refused and finding["id"] not in thresholds.accepted_licences:
            judged.failures.append(
                f"scan: package {finding['package']} has licence {finding['id']} "
                f"({finding['category']}); leave it out, or accept the licence in "
                "policies/thresholds with its reason",
            )


def _judge_counts(
    what: str,
    findings: list[Mapping[str, Any]],
    limits: Mapping[str, int],
    judged: ScanJudgement,
    fix: str,
) -> None:
    for severity in sorted({finding["severity"] for finding in findings}):
        found = [finding for finding in findings if finding["severity"] == severity]
        names = ", ".join(
            f"{finding['id']} {finding.get('package', '')}".strip() for finding in found[:10]
        )
        text = f"scan: {len(found)} of {what} {severity}: {names}"
        limit = limits.get(severity)
        if limit is not None and len(found) > limit:
            judged.failures.append(f"{text}, accepted: {limit}; {fix}")
        elif severity != "LOW":
            # Low ones are in the record and in the report; here they would hide the others.
            judged.warnings.append(text)


def _not_waived(
    result: Mapping[str, Any],
    waivers: Mapping[str, Waiver],
    judged: ScanJudgement,
) -> list[Mapping[str, Any]]:
    kept = []
    for finding in result["findings"]:
        waiver = waivers.get(finding["id"])
        if waiver is None:
            kept.append(finding)
        else:
            judged.warnings.append(f"scan: {finding['id']} waived until {waiver.expires}")
    return kept
