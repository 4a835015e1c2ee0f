"""The report as it is written: signed by cosign, verified by cosign and by us, offline."""

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from novaos import workspace
from novaos.command import CommandError, run
from novaos.errors import EvidenceError
from novaos.workspace import tool
from sbom.report.page import verification_command
from sbom.report.stage import CATALOGUE, verify_report, write_report
from sbom.signing_key import ensure_key_pair
from tests.support.audit_report import ENVIRONMENT
from tests.support.workspace import use_workspace

_REPOSITORY = workspace.REPOSITORY


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of an environment of which there is no evidence at all."""
    with pytest.MonkeyPatch.context() as patch:
        use_workspace(patch, tmp_path_factory.mktemp("site"))
        said: list[str] = []
        page = write_report(ENVIRONMENT, said.append, CATALOGUE)
        verify_report(ENVIRONMENT)
        assert len(said) == 1
        key = ensure_key_pair(ENVIRONMENT).public_key.path
        assert (page.parent / "cosign.pub").read_bytes() == key.read_bytes()
        return page.parent


def _cosign(folder: Path) -> None:
    command = shlex.split(verification_command("cosign.pub"))
    run([str(tool("cosign")), *command[1:]], cwd=folder)


def test_without_evidence_no_control_passes(folder: Path) -> None:
    document = json.loads((folder / "report.json").read_text())
    assert document["summary"]["pass"] == 0
    assert document["summary"]["fail"] > 0


def test_the_command_in_the_page_verifies_it(folder: Path) -> None:
    command = verification_command("cosign.pub")
    assert command in (folder / "report.html").read_text()
    _cosign(folder)


def test_the_command_in_the_page_refuses_a_changed_page(folder: Path, tmp_path: Path) -> None:
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    _cosign(tmp_path)
    page = tmp_path / "report.html"
    page.write_text(page.read_text().replace("fail", "pass", 1))
    with pytest.raises(CommandError):
        _cosign(tmp_path)


def test_our_own_verifier_needs_folder_and_key_only(folder: Path, tmp_path: Path) -> None:
    key = tmp_path / "cosign.pub"
    key.write_bytes((folder / "cosign.pub").read_bytes())
    done = subprocess.run(
        [sys.executable, "-m", "sbom.report", str(folder), str(key)],
        cwd=_REPOSITORY, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "signed by" in done.stdout


def test_a_report_of_another_key_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        use_workspace(patch, tmp_path / "other")
        ensure_key_pair(ENVIRONMENT)
        with pytest.raises(EvidenceError, match="not signed by a trusted key"):
            verify_report(ENVIRONMENT, folder)
