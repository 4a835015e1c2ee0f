"""The committed catalogue: every evidence it names exists, and every check is demanded by it."""

from pathlib import Path

import pytest

from novaos.errors import PreconditionError
from novaos.evidence import ATTESTATIONS
from novaos.workspace import REPOSITORY
from sbom.report.catalogue import Control, all_controls, controls_by_check, load_catalogue
from sbom.report.stage import CATALOGUE
from tests.audit.checks import CHECKS

CONTROLS = all_controls(load_catalogue(CATALOGUE))
_SOURCES = "\n".join(path.read_text() for path in sorted((REPOSITORY / "tests").rglob("test_*.py")))


def test_every_check_proves_a_control_and_no_control_names_an_unknown_check() -> None:
    assert set(controls_by_check(load_catalogue(CATALOGUE))) == set(CHECKS)


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.id)
def test_named_evidence_exists(control: Control) -> None:
    for requirement in control.evidence:
        assert set(requirement.attestation) <= set(ATTESTATIONS)
        assert all(f"def {name}" in _SOURCES for name in requirement.test)
        assert set(requirement.assessed) <= {"vulnerabilities", "secrets"}


@pytest.mark.parametrize(
    "number", [f"4.{i}" for i in range(1, 13)] + [f"5.{i}" for i in range(1, 33)]
)
def test_every_cis_check_of_sections_4_and_5_is_answered(number: str) -> None:
    assert f"CIS-{number}" in {control.id for control in CONTROLS}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("evidence: [{audits: [user]}]", "audits"),
        ("evidence: [{audit: [user], verdict: true}]", "exactly one kind"),
        ("evidence: [{}]", "exactly one kind"),
        ("evidence: []", "either evidence or a reason"),
        ("evidence: [{audit: [user]}]\n    not_applicable: because", "either evidence or a reason"),
    ],
)
def test_a_catalogue_that_demands_nothing_is_refused(
    tmp_path: Path, text: str, problem: str
) -> None:
    (tmp_path / "x.yaml").write_text(
        "id: x\ntitle: x\nsource: x\norder: 1\ncontrols:\n  - id: X-1\n    title: x\n"
        f"    clause: x\n    statement: x\n    {text}\n"
    )
    with pytest.raises(PreconditionError, match=problem):
        load_catalogue(tmp_path)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PreconditionError, match="no control catalogue"):
        load_catalogue(tmp_path)
