"""Results name their evidence by digest, and an earlier run leaves nothing behind."""

import json
from pathlib import Path

import pytest

from tests.audit.results import PASS, AuditFolder, Result
from tests.support.audit_facts import EXPECTED, good_facts
from tests.support.audit_report import sha256_of
from tests.support.workspace import use_workspace


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AuditFolder:
    use_workspace(monkeypatch, tmp_path)
    return AuditFolder("test")


def test_a_result_points_to_the_facts_by_digest(folder: AuditFolder) -> None:
    facts = folder.write_facts(good_facts())
    path = folder.write_results([EXPECTED], [Result("user", "core-api", PASS)])
    [result] = json.loads(path.read_text())["results"]
    assert result["evidence"]["sha256"] == sha256_of(facts)
    assert result["evidence"]["collected_at"] == "2026-01-01T00:00:00Z"


def test_a_result_without_facts_has_no_evidence(folder: AuditFolder) -> None:
    path = folder.write_results([EXPECTED], [Result("user", "core-api", PASS)])
    [result] = json.loads(path.read_text())["results"]
    assert result["evidence"] is None


def test_a_new_run_forgets_the_last_one(folder: AuditFolder) -> None:
    folder.write_facts(good_facts())
    folder.write_results([EXPECTED], [])
    folder.clear()
    assert list(folder.path.rglob("*.json")) == []
