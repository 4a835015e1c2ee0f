"""Stored secrets: generated once, closed to others, never overwritten, never weak."""

import os
import stat
from pathlib import Path

import pytest

from infra import secret_store
from infra.secret_names import secret_names
from infra.secret_store import check_value, ensure_secrets, read_secret
from infra.secret_values import fingerprints_of, secret_files, secret_files_of
from novaos.errors import PreconditionError
from tests.support.infra import topology_of


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(secret_store, "secrets_folder", lambda env: tmp_path / "secrets" / env)
    monkeypatch.setattr(secret_store, "ensure_key_pair", lambda _environment: None)
    return tmp_path / "secrets" / "dev"


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


@pytest.mark.usefixtures("folder")
def test_each_workload_gets_its_files_and_no_others() -> None:
    _ensure()
    files = {each.name: set(secret_files("dev", each)) for each in topology_of().workloads}
    assert files == {
        "postgres": {
            "postgres_superuser_password",
            "postgres_owner_password",
            "postgres_app_password",
            "postgres_backup_password",
        },
        "redis-agents": {"users.acl"},
        "core-api-migrations": {"postgres_owner_password"},
        "core-api": {"agent_shared_token", "postgres_app_password", "redis_agents_password"},
        "agent-nova": {"agent_shared_token", "redis_agents_password"},
    }


def test_changed_secret_changes_the_fingerprints_of_its_users(folder: Path) -> None:
    _ensure()
    before = _fingerprints()
    (folder / "redis_agents_agent-nova_password").write_text("Zq8" * 5 + "Rw7Ty2Ui9Op4As6Df1Gh3")
    changed = {name for name, value in _fingerprints().items() if value != before[name]}
    assert changed == {"redis-agents", "agent-nova"}


def test_fingerprint_depends_on_its_key(folder: Path) -> None:
    _ensure()
    before = _fingerprints()
    (folder / "fingerprint_key").write_text("Zq8Rw7Ty2Ui9Op4As6Df1Gh3Jk5Lz0Xc")
    assert not set(_fingerprints().values()) & set(before.values())


def _fingerprints() -> dict[str, str]:
    return fingerprints_of("dev", secret_files_of("dev", topology_of().workloads))
