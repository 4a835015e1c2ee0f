"""Stored secrets: generated once, closed to others, never overwritten, never weak."""

import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from infra.secret_generation import check_value
from infra.secret_names import FOUNDER_PASSWORD, secret_names
from infra.secret_store import ensure_secrets, read_secret
from novaos.errors import PreconditionError
from tests.support.secret_folder import private_key, use_secret_folder


def _pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


ELLIPTIC = _pem(ec.generate_private_key(ec.SECP256R1()))
SMALL = _pem(rsa.generate_private_key(65537, 2048))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return use_secret_folder(tmp_path, monkeypatch)


def _ensure() -> list[str]:
    said: list[str] = []
    ensure_secrets("dev", said.append)
    return said


def test_every_secret_is_generated(folder: Path) -> None:
    _ensure()
    assert {each.name for each in folder.iterdir()} == set(secret_names().generated)


def test_folder_and_files_are_closed_to_others(folder: Path) -> None:
    _ensure()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {0o600}


def test_second_time_changes_nothing(folder: Path) -> None:
    _ensure()
    before = {each.name: each.read_bytes() for each in folder.iterdir()}
    assert _ensure() == []
    assert {each.name: each.read_bytes() for each in folder.iterdir()} == before


def test_only_the_missing_secret_is_made(folder: Path) -> None:
    _ensure()
    kept = (folder / "agent_shared_token").read_text()
    (folder / "postgres_app_password").unlink()
    assert "postgres_app_password" in _ensure()[0]
    assert (folder / "agent_shared_token").read_text() == kept


def test_values_differ_and_are_not_said(folder: Path) -> None:
    said = _ensure()
    values = [each.read_text() for each in folder.iterdir()]
    assert len(set(values)) == len(values)
    assert not [value for value in values if value in said[0]]


def test_interrupted_generation_leaves_no_half_secret(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_source: object, _target: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "link", fail)
    with pytest.raises(OSError, match="No space"):
        _ensure()
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("name", ["agent_shared_token", "pulumi_passphrase"])
@pytest.mark.parametrize(
    "value",
    [
        "",
        "short",
        "a" * 40,
        "changeme-changeme-changeme-changeme-12345",
        "your_secure_token_here_0123456789abcdefgh",
        "${AGENT_SHARED_TOKEN}0123456789abcdefgh",
        "abc def ghi jkl mno pqr stu vwx yz 0123456",
    ],
)
def test_weak_or_placeholder_value_is_refused(folder: Path, name: str, value: str) -> None:
    _ensure()
    (folder / name).write_text(value)
    with pytest.raises(PreconditionError, match=name) as caught:
        _ensure()
    assert not value or value not in str(caught.value)
    assert (folder / name).read_text() == value


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_secret_open_to_others_is_refused(folder: Path, mode: int) -> None:
    _ensure()
    (folder / "agent_shared_token").chmod(mode)
    with pytest.raises(PreconditionError, match="open to others"):
        read_secret("dev", "agent_shared_token")


def test_missing_secret_names_the_command(folder: Path) -> None:
    assert not folder.exists()
    with pytest.raises(PreconditionError, match="novaos secrets init dev"):
        read_secret("dev", "agent_shared_token")


def test_generated_value_is_accepted(folder: Path) -> None:
    _ensure()
    assert check_value((folder / "agent_shared_token").read_text()) == []


def test_founders_password_can_be_read_out(folder: Path) -> None:
    _ensure()
    groups = (folder / FOUNDER_PASSWORD).read_text().split("-")
    assert [len(group) for group in groups] == [5] * 6
    assert not set("".join(groups)) & set("ilo01")


@pytest.mark.parametrize(
    ("pem", "named"),
    [
        ("abcdefghijklmnopqrstuvwxyz0123456789", "no unencrypted private key"),
        (private_key().replace("PRIVATE KEY", "RSA PRIVATE KEY"), "no unencrypted private key"),
        (ELLIPTIC, "no RSA key"),
        (SMALL, "2048 bits"),
    ],
)
def test_key_that_cannot_sign_tokens_is_refused(folder: Path, pem: str, named: str) -> None:
    _ensure()
    (folder / "jwt_private.pem").write_text(pem)
    with pytest.raises(PreconditionError, match=named):
        _ensure()


@pytest.mark.parametrize(
    "value",
    [
        "0123456789abcdef" * 3,
        "0123456789ABCDEF" * 4,
        "0123456789abcdeg" * 4,
        "0123456789abcdef" * 4 + "00",
        "00" * 32,
    ],
)
def test_key_that_no_console_could_use_is_refused(folder: Path, value: str) -> None:
    _ensure()
    (folder / "web-shell_session_key").write_text(value)
    with pytest.raises(PreconditionError, match="web-shell_session_key") as caught:
        _ensure()
    assert value not in str(caught.value)


def test_environment_of_an_older_version_gets_what_it_lacks(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "agent_shared_token").write_text("Zq8Rw7Ty2Ui9Op4As6Df1Gh3Jk5Lz0Xc")
    (folder / "agent_shared_token").chmod(0o600)
    _ensure()
    assert {each.name for each in folder.iterdir()} == set(secret_names().generated)
    assert read_secret("dev", "agent_shared_token") == "Zq8Rw7Ty2Ui9Op4As6Df1Gh3Jk5Lz0Xc"
