"""What the deployment says about the running images, signed: core-api shows it, agents compare it.

Made from the topology, the locks, the signed evidence, the verdicts and the last audit, never from
what runs: what runs is compared with it. The signature is the environment's cosign key's; core-api
takes nothing without it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from infra.supply_audit import load_last_audit
from infra.supply_components import ComponentTable
from infra.supply_evidence import (
    render_attestations,
    render_provenance,
    render_scan,
    verify_claims,
)
from infra.supply_hardening import describe_hardening
from infra.topology import Topology
from novaos.evidence import EvidenceFolder
from novaos.reference import Digest, ImageReference
from policies.policy import load_policy
from policies.verdict import Verdict, require_passed_verdict
from policies.waiver import Waiver
from sbom.cosign import sign_blob
from sbom.signing_key import ensure_key_pair
from sbom.trusted_key import TrustedKey

Judge = Callable[[str, ImageReference, datetime], Verdict]
Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SignedSummary:
    """What is sent to core-api."""

    payload: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Trust:
    """By what the evidence is judged."""

    keys: tuple[TrustedKey, ...]
    waivers: tuple[Waiver, ...] = ()
    judge: Judge = require_passed_verdict


def sign_summary(topology: Topology, references: Mapping[str, ImageReference]) -> SignedSummary:
    """Describe every workload's image, and sign that.

    Raises `EvidenceError` if an image has no PASSED verdict or no scan.
    """
    policy = load_policy(topology.settings.environment)
    trust = Trust(policy.trusted_keys, policy.waivers)
    payload = render_summary(topology, references, datetime.now(UTC), trust)
    key = ensure_key_pair(topology.settings.environment)
    return SignedSummary(payload, sign_blob(key, payload))


def render_summary(
    topology: Topology,
    references: Mapping[str, ImageReference],
    now: datetime,
    trust: Trust,
) -> bytes:
    """Canonical JSON: workloads, the images they run, and one table of all components."""
    environment = topology.settings.environment
    table = ComponentTable()
    audit = load_last_audit(environment)
    images: dict[str, Facts] = {}
    verdicts: dict[str, Facts] = {}
    for name in topology.images:
        reference = references[name]
        verdicts[name] = _describe_verdict(environment, reference, now, trust.judge)
        images[str(reference.digest)] = _describe_image(environment, reference, trust, table)
    summary = {
        "environment": environment,
        "published_at": _render_time(now),
        "workloads": [
            {
                "workload": each.name,
                **verdicts[each.image],
                "hardening": describe_hardening(topology, each, references[each.image]),
                "audit": audit.describe(each.name),
            }
            for each in topology.workloads
        ],
        "images": images,
        "components": table.render(),
    }
    return json.dumps(summary, sort_keys=True, separators=(",", ":")).encode()


def _describe_verdict(
    environment: str, reference: ImageReference, now: datetime, judge: Judge
) -> Facts:
    verdict = judge(environment, reference, now)
    scan = EvidenceFolder(environment, reference.digest).require_json("scan.json")
    return {
        "image": reference.repository,
        "digest": str(reference.digest),
        "verdict": "PASSED",
        "verified_at": _render_time(verdict.verified_at),
        "valid_until": _render_time(verdict.valid_until),
        "warnings": list(verdict.warnings),
        "scanned_at": str(scan["scanned_at"]),
        "vulnerabilities": str(scan["results"]["vulnerabilities"]["state"]),
    }


def _describe_image(
    environment: str, reference: ImageReference, trust: Trust, table: ComponentTable
) -> Facts:
    claims = verify_claims(EvidenceFolder(environment, reference.digest), trust.keys)
    return {
        "attestations": render_attestations(claims),
        "sbom": table.add(claims["sbom-cyclonedx"]),
        "scan": render_scan(claims),
        "provenance": render_provenance(claims),
        "waivers": _render_waivers(trust.waivers, reference.digest),
    }


def _render_waivers(waivers: tuple[Waiver, ...], digest: Digest) -> list[Facts]:
    return [
        {
            "finding": each.finding_id,
            "owner": each.owner,
            "reason": each.reason,
            "ticket": each.ticket,
            "created": each.created.isoformat(),
            "expires_at": _render_time(each.expires_at),
        }
        for each in waivers
        if each.digest == digest
    ]


def _render_time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
