"""The verb of the key's rotation says which step was done and what comes next."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import session
from cli.__main__ import application
from tests.support.secret_folder import ensure_all, private_key, use_secret_folder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(session, "VAR", tmp_path / "var")
    return use_secret_folder(tmp_path, monkeypatch)


def _rotate(environment: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(application, ["secrets", "rotate-jwt", environment])
    return result.exit_code, result.stdout, result.stderr


def test_two_steps_and_a_wait(folder: Path) -> None:
    ensure_all(folder)
    first, second, third = _rotate("dev"), _rotate("dev"), _rotate("dev")
    assert first[1].startswith("step 1 of 3: a new key is made")
    assert "make deploy ENV=dev" in first[1]
    assert second[1].startswith("step 2 of 3: the new key signs")
    assert "11 minutes" in second[1]
    assert third[0] != 0
    assert "may be valid until" in third[2]
    assert private_key() not in f"{first}{second}{third}"


def test_environment_without_secrets_is_named(folder: Path) -> None:
    status, _, errors = _rotate("dev")
    assert status != 0
    assert not folder.exists()
    assert "novaos secrets init dev" in errors


def test_unknown_environment_is_refused() -> None:
    status, _, errors = _rotate("production")
    assert status != 0
    assert "unknown; one of" in errors
