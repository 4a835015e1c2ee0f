"""The summary of the deployed images names every workload, and nothing without a verdict."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from infra.supply_summary import render_summary
from novaos.errors import EvidenceError
from novaos.evidence import EvidenceFolder
from novaos.reference import ImageReference
from policies.verdict import Verdict
from tests.support.infra import reference, topology_of
from tests.support.workspace import use_workspace

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
_SCAN = {"scanned_at": "2026-03-01T10:00:00Z", "results": {"vulnerabilities": {"state": "ran"}}}
_TOPOLOGY = topology_of()
_REFERENCES = {name: reference(name) for name in _TOPOLOGY.images}


def _passed(environment: str, image: ImageReference, now: datetime) -> Verdict:
    until = now + timedelta(hours=1)
    return Verdict(environment, image, True, now, until, "x", "y", (), (), ())  # noqa: FBT003


def _refused(_environment: str, image: ImageReference, _now: datetime) -> Verdict:
    raise EvidenceError(f"{image}: no verdict")


@pytest.fixture(autouse=True)
def _evidence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use_workspace(monkeypatch, tmp_path)
    for image in _REFERENCES.values():
        EvidenceFolder("dev", image.digest).write_json("scan.json", _SCAN)


def test_every_workload_is_named_with_its_digest() -> None:
    summary = json.loads(render_summary(_TOPOLOGY, _REFERENCES, NOW, _passed))
    assert (summary["environment"], summary["published_at"]) == ("dev", "2026-03-01T12:00:00Z")
    found = {each["workload"]: (each["image"], each["digest"]) for each in summary["workloads"]}
    assert found == {
        each.name: (_REFERENCES[each.image].repository, str(_REFERENCES[each.image].digest))
        for each in _TOPOLOGY.workloads
    }


def test_verdict_and_scan_are_said() -> None:
    summary = json.loads(render_summary(_TOPOLOGY, _REFERENCES, NOW, _passed))
    (nova,) = (each for each in summary["workloads"] if each["workload"] == "agent-nova")
    assert {key: nova[key] for key in ("verdict", "scanned_at", "vulnerabilities")} == {
        "verdict": "PASSED",
        "scanned_at": "2026-03-01T10:00:00Z",
        "vulnerabilities": "ran",
    }


def test_equal_facts_give_equal_bytes() -> None:
    first, second = (render_summary(_TOPOLOGY, _REFERENCES, NOW, _passed) for _ in range(2))
    assert first == second


def test_image_without_verdict_is_not_told_of() -> None:
    with pytest.raises(EvidenceError, match="no verdict"):
        render_summary(_TOPOLOGY, _REFERENCES, NOW, _refused)


def test_image_without_scan_is_not_told_of() -> None:
    EvidenceFolder("dev", _REFERENCES["redis"].digest).path.joinpath("scan.json").unlink()
    with pytest.raises(EvidenceError, match=r"scan\.json"):
        render_summary(_TOPOLOGY, _REFERENCES, NOW, _passed)
