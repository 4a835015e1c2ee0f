"""The join of controls and evidence: absent, changed or foreign evidence never passes."""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from novaos.evidence import ATTESTATIONS
from novaos.reference import Digest
from sbom.report.assembly import EvidenceSources, assemble_report
from sbom.report.catalogue import Catalogue, Control, Requirement
from sbom.report.document import Report, render_document
from sbom.report.finding import Verdict
from tests.support import audit_report as world
from tests.support.workspace import use_workspace


def _control(name: str, requirement: Requirement) -> Control:
    return Control(
        id=name, title=name, clause="1", statement=f"{name} is so.", evidence=(requirement,)
    )


CATALOGUE = Catalogue(
    id="all",
    title="One control per kind of evidence",
    source="test",
    order=1,
    controls=(
        _control("audit", Requirement(audit=("user",))),
        _control("sbom", Requirement(attestation=("sbom-cyclonedx", "sbom-spdx"))),
        _control("provenance", Requirement(attestation=("provenance",))),
        _control("scan", Requirement(assessed=("vulnerabilities",))),
        _control("verdict", Requirement(verdict=True)),
        _control("test", Requirement(test=("test_ping",))),
    ),
)


@dataclass
class World:
    """The evidence of one test, and who signed it."""

    signer: world.Signer
    files: list[Path]

    def report(self, after: timedelta = timedelta(0)) -> Report:
        """Judge everything, `after` the evidence was made."""
        sources = EvidenceSources(world.ENVIRONMENT, self.signer.public, world.NOW + after)
        return assemble_report([CATALOGUE], sources)

    def verdicts(self, after: timedelta = timedelta(0)) -> dict[str, Verdict]:
        """Verdict per control."""
        return {each.control.id: each.verdict for each in self.report(after).controls}


@pytest.fixture
def good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    use_workspace(monkeypatch, tmp_path)
    signer = world.make_signer(tmp_path / "secrets" / world.ENVIRONMENT)
    return World(signer, world.write_world(signer))


def test_complete_evidence_passes(good: World) -> None:
    assert set(good.verdicts().values()) == {Verdict.PASS}


@pytest.mark.parametrize("index", range(8))
def test_deleting_any_file_takes_a_pass_away_and_gives_none(good: World, index: int) -> None:
    assert len(good.files) == 8
    good.files[index].unlink()
    verdicts = good.verdicts()
    assert {Verdict.FAIL, Verdict.MANUAL} & set(verdicts.values()), good.files[index].name


@pytest.mark.parametrize("index", range(8))
def test_an_emptied_file_is_as_good_as_none(good: World, index: int) -> None:
    good.files[index].write_bytes(b"")
    assert {Verdict.FAIL, Verdict.MANUAL} & set(good.verdicts().values())


def test_without_an_audit_nothing_that_runs_is_proven(good: World) -> None:
    for path in good.files[:2]:
        path.unlink()
    verdicts = good.verdicts()
    assert {name for name, each in verdicts.items() if each is Verdict.PASS} == {"test"}


def test_facts_changed_after_the_audit_do_not_count(good: World) -> None:
    good.files[0].write_text(good.files[0].read_text().replace("1000", "0"))
    assert good.verdicts()["audit"] is Verdict.FAIL


@pytest.mark.parametrize("outcome", ["skipped", "fail", "", "PASS", "unknown"])
def test_only_pass_passes(good: World, outcome: str) -> None:
    results = good.files[1]
    document = json.loads(results.read_text())
    for each in document["results"]:
        each["outcome"] = outcome
    results.write_text(json.dumps(document))
    assert good.verdicts()["audit"] is Verdict.FAIL


def test_an_audit_of_another_environment_does_not_count(good: World) -> None:
    good.files[1].write_text(good.files[1].read_text().replace('"test"', '"dev"'))
    assert good.verdicts()["audit"] is Verdict.FAIL


def test_evidence_signed_by_another_key_fails(good: World, tmp_path: Path) -> None:
    stranger = world.make_signer(tmp_path / "elsewhere")
    for name, (kind, predicate) in world.predicates().items():
        world.write_bundle(stranger, name, world.statement(kind, predicate))
    verdicts = good.verdicts()
    assert {verdicts[name] for name in ("sbom", "provenance", "scan", "verdict")} == {Verdict.FAIL}


@pytest.mark.parametrize("name", ["sbom-spdx", "provenance", "scan", "verdict"])
def test_evidence_about_another_image_fails(good: World, name: str) -> None:
    kind, predicate = world.predicates()[name]
    other = Digest("sha256:" + "e" * 64)
    world.write_bundle(good.signer, name, world.statement(kind, predicate, other))
    assert good.verdicts()[name.partition("-")[0]] is Verdict.FAIL


def test_an_attestation_of_another_type_fails(good: World) -> None:
    kind, predicate = world.predicates()["scan"]
    world.write_bundle(good.signer, "provenance", world.statement(kind, predicate))
    assert good.verdicts()["provenance"] is Verdict.FAIL


@pytest.mark.parametrize(
    "change",
    [
        {"verificationResult": "FAILED"},
        {"verificationResult": None},
        {"resourceUri": "127.0.0.1:5760/other@sha256:" + "d" * 64},
        {"novaos_validUntil": None},
        {"novaos_validUntil": "2026-01-02T11:00:00"},
    ],
)
def test_a_verdict_that_is_not_a_valid_pass_fails(good: World, change: dict[str, object]) -> None:
    kind, predicate = world.predicates()["verdict"]
    world.write_bundle(good.signer, "verdict", world.statement(kind, {**predicate, **change}))
    assert good.verdicts()["verdict"] is Verdict.FAIL


def test_an_expired_verdict_fails(good: World) -> None:
    assert good.verdicts(after=timedelta(days=2))["verdict"] is Verdict.FAIL


def test_not_assessed_asks_for_a_person_and_findings_fail(good: World) -> None:
    kind = ATTESTATIONS["scan"]
    states: dict[Verdict, dict[str, object]] = {
        Verdict.MANUAL: {"state": "not assessed", "reason": "no database"},
        Verdict.FAIL: {"state": "ran", "counts": {"CRITICAL": 1, "HIGH": 0}},
    }
    for verdict, state in states.items():
        predicate = world.scan_predicate(vulnerabilities=state)
        world.write_bundle(good.signer, "scan", world.statement(kind, predicate))
        assert good.verdicts()["scan"] is verdict


@pytest.mark.parametrize("problem", ["failure", "error", "skipped"])
def test_a_test_that_did_not_pass_fails(good: World, problem: str) -> None:
    good.files[-1].write_text(f'<t><testcase name="test_ping"><{problem}/></testcase></t>')
    assert good.verdicts()["test"] is Verdict.FAIL


def test_a_test_without_a_record_asks_for_a_person(good: World) -> None:
    good.files[-1].write_text('<t><testcase name="test_other"/></t>')
    assert good.verdicts()["test"] is Verdict.MANUAL


def test_every_passing_finding_names_evidence_that_the_report_carries(good: World) -> None:
    document = render_document(good.report())
    carried = {each["sha256"] for each in document["evidence"]}
    findings = [each for control in document["controls"] for each in control["findings"]]
    assert {each["evidence_sha256"] for each in findings} <= carried
    assert all(each["collected_at"].endswith("Z") for each in document["evidence"])
    assert document["summary"] == {"pass": 6, "fail": 0, "manual": 0, "not-applicable": 0}


def test_an_image_by_tag_fails(good: World) -> None:
    results = good.files[1]
    image = str(world.IMAGE)
    results.write_text(results.read_text().replace(image, "core-api:latest"))
    assert good.verdicts()["sbom"] is Verdict.FAIL
