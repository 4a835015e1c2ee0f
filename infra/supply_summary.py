"""What the deployment says about the running images, signed: core-api shows it, agents compare it.

Made from the topology, the locks and the verdicts, never from what runs: what runs is compared
with it. The signature is the environment's cosign key's; core-api takes nothing without it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from infra.topology import Topology
from novaos.evidence import EvidenceFolder
from novaos.reference import ImageReference
from policies.verdict import Verdict, require_passed_verdict
from sbom.cosign import sign_blob
from sbom.signing_key import ensure_key_pair

Judge = Callable[[str, ImageReference, datetime], Verdict]


@dataclass(frozen=True, slots=True)
class SignedSummary:
    """What is sent to core-api."""

    payload: bytes
    signature: bytes


def sign_summary(topology: Topology, references: Mapping[str, ImageReference]) -> SignedSummary:
    """Describe every workload's image, and sign that.

    Raises `EvidenceError` if an image has no PASSED verdict or no scan.
    """
    payload = render_summary(topology, references, datetime.now(UTC))
    key = ensure_key_pair(topology.settings.environment)
    return SignedSummary(payload, sign_blob(key, payload))


def render_summary(
    topology: Topology,
    references: Mapping[str, ImageReference],
    now: datetime,
    judge: Judge = require_passed_verdict,
) -> bytes:
    """Canonical JSON: workload, image, digest, verdict and the time of the scan."""
    environment = topology.settings.environment
    images = {
        name: _describe_image(environment, references[name], now, judge) for name in topology.images
    }
    summary = {
        "environment": environment,
        "published_at": _render_time(now),
        "workloads": [{"workload": each.name, **images[each.image]} for each in topology.workloads],
    }
    return json.dumps(summary, sort_keys=True, separators=(",", ":")).encode()


def _describe_image(
    environment: str, reference: ImageReference, now: datetime, judge: Judge
) -> dict[str, Any]:
    verdict = judge(environment, reference, now)
    scan = EvidenceFolder(environment, reference.digest).require_json("scan.json")
    return {
        "image": reference.repository,
        "digest": str(reference.digest),
        "verdict": "PASSED",
        "verified_at": _render_time(verdict.verified_at),
        "valid_until": _render_time(verdict.valid_until),
        "scanned_at": str(scan["scanned_at"]),
        "vulnerabilities": str(scan["results"]["vulnerabilities"]["state"]),
    }


def _render_time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
