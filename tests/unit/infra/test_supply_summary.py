"""The summary of the deployed images names every workload, and nothing without a verdict."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from infra.supply_summary import Trust, render_summary
from novaos.errors import EvidenceError
from novaos.evidence import EvidenceFolder
from novaos.reference import ImageReference
from policies.verdict import Verdict
from policies.waiver import Waiver
from sbom.attachment import CLAIMS, bundle_file
from sbom.statement import render_statement
from tests.support.infra import reference, topology_of
from tests.support.signing import Signer, make_signer
from tests.support.workspace import use_workspace

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
_SCAN = {"scanned_at": "2026-03-01T10:00:00Z", "results": {"vulnerabilities": {"state": "ran"}}}
_TOPOLOGY = topology_of()
_REFERENCES = {name: reference(name) for name in _TOPOLOGY.images}
_SBOM = {
    "specVersion": "1.6",
    "components": [{"type": "library", "name": "openssl", "version": "3.5.1"}],
}
_SIGNED_SCAN = {
    "scanner": {"name": "trivy", "version": "0.70.0"},
    "scanned_at": "2026-03-01T10:00:00Z",
    "results": {
        "vulnerabilities": {"state": "not assessed", "reason": "no database"},
        "secrets": {"state": "ran", "counts": {"HIGH": 1}, "findings": [{"id": "x"}]},
    },
}


def _passed(environment: str, image: ImageReference, now: datetime) -> Verdict:
    until = now + timedelta(hours=1)
    return Verdict(environment, image, True, now, until, "x", "y", (), (), ())  # noqa: FBT003


def _refused(_environment: str, image: ImageReference, _now: datetime) -> Verdict:
    raise EvidenceError(f"{image}: no verdict")


@pytest.fixture(autouse=True)
def signer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Signer:
    use_workspace(monkeypatch, tmp_path)
    signer = make_signer(tmp_path / "cosign.pub")
    for image in _REFERENCES.values():
        folder = EvidenceFolder("dev", image.digest)
        folder.write_json("scan.json", _SCAN)
        for name, predicate in (("sbom-cyclonedx", _SBOM), ("scan", _SIGNED_SCAN)):
            statement = render_statement(image, CLAIMS[name], predicate)
            folder.write(bundle_file(name), signer.sign(statement))
    return signer


def _render(signer: Signer, judge: Any = _passed, *waivers: Waiver) -> dict[str, Any]:  # noqa: ANN401
    trust = Trust((signer.trusted,), waivers, judge)
    summary: dict[str, Any] = json.loads(render_summary(_TOPOLOGY, _REFERENCES, NOW, trust))
    return summary


def test_every_workload_is_named_with_its_digest(signer: Signer) -> None:
    summary = _render(signer)
    assert (summary["environment"], summary["published_at"]) == ("dev", "2026-03-01T12:00:00Z")
    found = {each["workload"]: (each["image"], each["digest"]) for each in summary["workloads"]}
    assert found == {
        each.name: (_REFERENCES[each.image].repository, str(_REFERENCES[each.image].digest))
        for each in _TOPOLOGY.workloads
    }


def test_verdict_and_scan_are_said(signer: Signer) -> None:
    summary = _render(signer)
    (nova,) = (each for each in summary["workloads"] if each["workload"] == "agent-nova")
    assert {key: nova[key] for key in ("verdict", "scanned_at", "vulnerabilities")} == {
        "verdict": "PASSED",
        "scanned_at": "2026-03-01T10:00:00Z",
        "vulnerabilities": "ran",
    }


def test_facts_of_an_image_are_read_from_what_was_signed(signer: Signer) -> None:
    summary = _render(signer)
    redis = summary["images"][str(_REFERENCES["redis"].digest)]
    assert [summary["components"][row]["name"] for row in redis["sbom"]["components"]] == [
        "openssl"
    ]
    assert len(summary["components"]) == 1, "a component of many images is one row"
    results = redis["scan"]["results"]
    assert results["vulnerabilities"] == {"state": "not assessed", "reason": "no database"}
    assert results["secrets"] == {"state": "ran", "counts": {"HIGH": 1}}


def test_evidence_of_another_key_is_no_fact(signer: Signer, tmp_path: Path) -> None:
    other = make_signer(tmp_path / "other.pub")
    assert other.trusted.hint != signer.trusted.hint
    image = _render(other)["images"][str(_REFERENCES["redis"].digest)]
    states = {each["name"]: each["state"] for each in image["attestations"]}
    assert (states["scan"], states["provenance"]) == ("refused", "missing")
    assert image["scan"]["state"] == image["sbom"]["state"] == "could not check"


def test_waiver_is_told_at_its_own_image_only(signer: Signer, tmp_path: Path) -> None:
    digest = _REFERENCES["redis"].digest
    day = date(2026, 3, 1)
    path = tmp_path / "waiver.yaml"
    waiver = Waiver("CVE-1", digest, "o@example.org", "not reachable", "SEC-1", day, day, path)
    images = _render(signer, _passed, waiver)["images"]
    assert [(key, each["waivers"]) for key, each in images.items() if each["waivers"]] == [
        (
            str(digest),
            [
                {
                    "finding": "CVE-1",
                    "owner": "o@example.org",
                    "reason": "not reachable",
                    "ticket": "SEC-1",
                    "created": "2026-03-01",
                    "expires_at": "2026-03-02T00:00:00Z",
                }
            ],
        )
    ]


def test_without_an_audit_that_is_said(signer: Signer) -> None:
    audits = {each["audit"]["state"] for each in _render(signer)["workloads"]}
    assert audits == {"not audited"}


def test_equal_facts_give_equal_bytes(signer: Signer) -> None:
    trust = Trust((signer.trusted,), (), _passed)
    first, second = (render_summary(_TOPOLOGY, _REFERENCES, NOW, trust) for _ in range(2))
    assert first == second


def test_image_without_verdict_is_not_told_of(signer: Signer) -> None:
    with pytest.raises(EvidenceError, match="no verdict"):
        _render(signer, _refused)


def test_image_without_scan_is_not_told_of(signer: Signer) -> None:
    EvidenceFolder("dev", _REFERENCES["redis"].digest).path.joinpath("scan.json").unlink()
    with pytest.raises(EvidenceError, match=r"scan\.json"):
        _render(signer)
