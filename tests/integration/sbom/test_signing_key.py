"""The signing key is made once, encrypted, private, and never silently replaced."""

import base64
from pathlib import Path

import pytest

from novaos import workspace
from novaos.errors import PreconditionError
from sbom.cosign import sign_blob, sign_statement
from sbom.envelope import verify_envelope
from sbom.signing_key import ensure_key_pair
from sbom.statement import render_statement
from services.core_api.errors import ForbiddenError
from services.core_api.supply.signature import prove_summary
from tests.support.gate import IMAGE
from tests.support.workspace import use_workspace

FILES = ["cosign.key", "cosign.password", "cosign.pub"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    use_workspace(monkeypatch, tmp_path)
    return workspace.secrets_folder("test")


def test_key_signs_what_its_public_half_verifies(folder: Path) -> None:
    pair = ensure_key_pair("test")
    bundle = sign_statement(pair, render_statement(IMAGE, "https://example.org/x", {}))
    verify_envelope(bundle, [pair.public_key], "x")
    assert {path.name for path in folder.iterdir()} == set(FILES)


def test_core_api_can_verify_a_signed_summary_by_itself(folder: Path) -> None:
    payload = b'{"environment":"test","published_at":"2026-03-01T12:00:00Z","workloads":[]}'
    signature = base64.b64encode(sign_blob(ensure_key_pair("test"), payload)).decode()
    sent = base64.b64encode(payload).decode()
    public_key = (folder / "cosign.pub").read_text()
    assert prove_summary(sent, signature, public_key).summary.environment == "test"
    forged = base64.b64encode(payload.replace(b"test", b"prod")).decode()
    with pytest.raises(ForbiddenError, match="not that of this environment"):
        prove_summary(forged, signature, public_key)


def test_private_half_is_encrypted_and_for_its_owner_only(folder: Path) -> None:
    ensure_key_pair("test")
    assert "ENCRYPTED SIGSTORE PRIVATE KEY" in (folder / "cosign.key").read_text()
    modes = {name: (folder / name).stat().st_mode & 0o777 for name in FILES}
    assert modes == {"cosign.key": 0o600, "cosign.password": 0o600, "cosign.pub": 0o644}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_second_call_keeps_the_key(folder: Path) -> None:
    ensure_key_pair("test")
    before = [(folder / name).read_bytes() for name in FILES]
    ensure_key_pair("test")
    assert [(folder / name).read_bytes() for name in FILES] == before


@pytest.mark.parametrize("name", ["cosign.key", "cosign.password"])
def test_lost_part_is_refused_and_nothing_is_replaced(folder: Path, name: str) -> None:
    ensure_key_pair("test")
    (folder / name).unlink()
    with pytest.raises(PreconditionError) as caught:
        ensure_key_pair("test")
    assert f"{name} is missing in {folder}" in caught.value.message
    assert "restore it from your backup" in caught.value.fix
    assert not (folder / name).exists()


def test_interrupted_generation_is_completed(folder: Path) -> None:
    before = ensure_key_pair("test").public_key.hint
    (folder / "cosign.pub").unlink()
    assert ensure_key_pair("test").public_key.hint == before
    (folder / "cosign.pub").unlink()
    (folder / "cosign.key").unlink()
    assert ensure_key_pair("test").public_key.hint != before


@pytest.mark.parametrize("name", ["cosign.key", "cosign.password"])
def test_key_that_others_can_read_is_refused(folder: Path, name: str) -> None:
    ensure_key_pair("test")
    (folder / name).chmod(0o644)
    with pytest.raises(PreconditionError) as caught:
        ensure_key_pair("test")
    assert "can be read by other users" in caught.value.message
    assert caught.value.fix == f"run: chmod 600 {folder / name}"
