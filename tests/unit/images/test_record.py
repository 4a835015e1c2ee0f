"""The build record has what provenance needs and is not rewritten for nothing."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from images import record
from images.record import GITHUB_BUILDER, LOCAL_BUILDER, builder_id, render_record, write_record
from novaos import evidence
from novaos.command import CommandError
from novaos.evidence import EvidenceFolder
from novaos.reference import ImageReference
from tests.support.images import sample_lock

LOCK = sample_lock()
REFERENCE = ImageReference("127.0.0.1:5760/novaos-dev/small", LOCK.digest)
STARTED = datetime(2026, 1, 1, tzinfo=UTC)
GIT = {"source_revision": "4" * 40, "source_dirty": False}


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> EvidenceFolder:
    monkeypatch.setattr(evidence, "evidence_root", lambda environment: tmp_path / environment)
    monkeypatch.setattr(record, "git_state", lambda: GIT)
    return EvidenceFolder("dev", LOCK.digest)


def test_record_names_image_inputs_times_and_source(folder: EvidenceFolder) -> None:
    write_record(REFERENCE, "dev", LOCK, STARTED)
    value = folder.require_json("build.json")
    assert value["image_digest"] == LOCK.image_digest
    assert value["started_at"] == "2026-01-01T00:00:00Z"
    assert value["finished_at"].endswith("Z")
    assert value["source_revision"] == GIT["source_revision"]
    purls = [each["purl"] for each in value["resolved_dependencies"]]
    assert purls == [LOCK.debs[0].purl, LOCK.wheels[0].purl, LOCK.npm[0].purl]


def test_unchanged_build_keeps_its_record(folder: EvidenceFolder) -> None:
    write_record(REFERENCE, "dev", LOCK, STARTED)
    before = folder.require("build.json")
    write_record(REFERENCE, "dev", LOCK, datetime.now(UTC))
    assert folder.require("build.json") == before


@pytest.mark.parametrize("unknown", [{}, {"source_unknown": "git is not installed"}])
def test_record_of_uncommitted_source_learns_its_commit_and_nothing_else(
    folder: EvidenceFolder, monkeypatch: pytest.MonkeyPatch, unknown: dict[str, str]
) -> None:
    dirty = {"source_revision": "3" * 40, "source_dirty": True, **unknown}
    monkeypatch.setattr(record, "git_state", lambda: dirty)
    write_record(REFERENCE, "dev", LOCK, STARTED)
    before = folder.require_json("build.json")
    assert before["source_dirty"] is True
    monkeypatch.setattr(record, "git_state", lambda: GIT)
    write_record(REFERENCE, "dev", LOCK, datetime.now(UTC))
    after = folder.require_json("build.json")
    rest = {key: value for key, value in before.items() if key not in dirty}
    assert after == rest | GIT


@pytest.mark.parametrize("later_is_dirty", [True, False])
def test_record_of_a_commit_is_not_rewritten_at_every_other(
    folder: EvidenceFolder, monkeypatch: pytest.MonkeyPatch, *, later_is_dirty: bool
) -> None:
    write_record(REFERENCE, "dev", LOCK, STARTED)
    before = folder.require("build.json")
    later = {"source_revision": "5" * 40, "source_dirty": later_is_dirty}
    monkeypatch.setattr(record, "git_state", lambda: later)
    write_record(REFERENCE, "dev", LOCK, datetime.now(UTC))
    assert folder.require("build.json") == before


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"image": 1}'])
def test_damaged_record_is_written_again(folder: EvidenceFolder, content: bytes) -> None:
    folder.write("build.json", content)
    write_record(REFERENCE, "dev", LOCK, STARTED)
    assert folder.require_json("build.json")["inputs_hash"] == LOCK.inputs_hash


def test_unknown_source_is_dirty_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(argv: list[str], **_: object) -> None:
        raise CommandError(argv, "is not a repository")

    monkeypatch.setattr(record, "run", fail)
    value = render_record(REFERENCE, LOCK, STARTED)
    assert value["source_dirty"] is True
    assert value["source_revision"] == ""
    assert "not a repository" in value["source_unknown"]


def test_builder_is_the_workflow_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_WORKFLOW_REF", raising=False)
    assert builder_id() == LOCAL_BUILDER
    monkeypatch.setenv("GITHUB_WORKFLOW_REF", "o/r/.github/workflows/_build.yml@refs/heads/main")
    assert builder_id() == GITHUB_BUILDER
