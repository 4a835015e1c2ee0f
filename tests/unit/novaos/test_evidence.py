"""The evidence folder never reads absent or broken evidence as empty, nor writes half a file."""

import json
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import novaos.evidence
from novaos.errors import EvidenceError
from novaos.evidence import EvidenceFolder, write_atomically
from novaos.reference import Digest

DIGEST = Digest.of_bytes(b"image")
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EvidenceFolder:
    """Give an evidence folder under a temporary root."""
    monkeypatch.setattr(novaos.evidence, "evidence_root", lambda name: tmp_path / name)
    return EvidenceFolder("test", DIGEST)


def test_the_folder_is_named_by_environment_and_digest(folder: EvidenceFolder) -> None:
    assert folder.path.parts[-2:] == ("test", DIGEST.hex)


def test_what_was_written_is_read(folder: EvidenceFolder) -> None:
    folder.write("scan.json", b"{}")
    assert folder.require("scan.json") == b"{}"


def test_missing_evidence_is_an_error_that_names_it(folder: EvidenceFolder) -> None:
    folder.write("scan.json", b"{}")
    with pytest.raises(EvidenceError, match=r"verdict\.json is missing") as caught:
        folder.require("verdict.json")
    assert str(DIGEST) in caught.value.message
    assert "ENV=test" in caught.value.fix


@pytest.mark.parametrize("content", [b"", b"{", b"[1,]", b"nonsense"])
def test_evidence_that_is_not_json_is_an_error(folder: EvidenceFolder, content: bytes) -> None:
    folder.write("scan.json", content)
    with pytest.raises(EvidenceError, match="is not JSON"):
        folder.require_json("scan.json")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(json_values)
def test_json_survives_being_written_and_read(folder: EvidenceFolder, value: object) -> None:
    folder.write_json("scan.json", value)
    assert folder.require_json("scan.json") == value


def test_equal_facts_give_equal_bytes(folder: EvidenceFolder) -> None:
    one = folder.write_json("one.json", {"b": 1, "a": "é"}).read_bytes()
    two = folder.write_json("two.json", {"a": "é", "b": 1}).read_bytes()
    assert one == two
    assert one.endswith(b"\n")
    assert json.loads(one) == {"a": "é", "b": 1}


def test_a_failed_write_leaves_the_old_content(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "file"
    write_atomically(target, b"old")

    def fail(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(target, b"new")
    assert target.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_a_file_gets_the_mode_asked_for(tmp_path: Path, mode: int) -> None:
    write_atomically(tmp_path / "file", b"", mode=mode)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == mode
