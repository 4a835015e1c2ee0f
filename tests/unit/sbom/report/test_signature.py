"""Whatever of a signed report is changed, it does not verify any more."""

import json
from pathlib import Path

import pytest

from novaos.errors import EvidenceError
from sbom.report.document import Report, render_document
from sbom.report.evidence_store import EvidenceFile
from sbom.report.signature import BUNDLE, DATA, PAGE, render_report_statement, verify_report
from tests.support.audit_report import Signer, make_signer

_FILE = EvidenceFile("Facts", "var/facts.json", "a" * 64, "2026-01-01T00:00:00Z", b"{}")
REPORT = Report("test", "2026-01-01T00:00:00Z", "hint=", (), (), (_FILE,))


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return make_signer(tmp_path / "key")


@pytest.fixture
def folder(tmp_path: Path, signer: Signer) -> Path:
    (tmp_path / PAGE).write_text("<!doctype html>")
    (tmp_path / DATA).write_text(json.dumps(render_document(REPORT)))
    statement = json.loads(render_report_statement(tmp_path, REPORT))
    (tmp_path / BUNDLE).write_bytes(signer.bundle(statement))
    return tmp_path


def test_an_untouched_report_verifies(folder: Path, signer: Signer) -> None:
    assert verify_report(folder, [signer.public])["environment"] == "test"


@pytest.mark.parametrize("name", [PAGE, DATA, BUNDLE])
def test_a_missing_file_is_refused(folder: Path, signer: Signer, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(EvidenceError, match="missing"):
        verify_report(folder, [signer.public])


@pytest.mark.parametrize("name", [PAGE, DATA])
def test_a_changed_file_is_refused(folder: Path, signer: Signer, name: str) -> None:
    (folder / name).write_text((folder / name).read_text() + " ")
    with pytest.raises(EvidenceError, match="not the file that was signed"):
        verify_report(folder, [signer.public])


def test_another_key_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="not signed by a trusted key"):
        verify_report(folder, [make_signer(tmp_path / "other").public])


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("predicateType", "https://example.com/other", "not a report"),
        ("predicate", {"evidence": {}}, "other evidence"),
    ],
)
def test_another_statement_is_refused(
    folder: Path, signer: Signer, field: str, value: object, problem: str
) -> None:
    statement = json.loads(render_report_statement(folder, REPORT))
    (folder / BUNDLE).write_bytes(signer.bundle({**statement, field: value}))
    with pytest.raises(EvidenceError, match=problem):
        verify_report(folder, [signer.public])
