"""A console that cannot be right refuses to start, in one line and without a secret in it."""

import stat
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from services.console.errors import SettingsError
from services.console.settings import load_settings
from tests.support.console_app import KEY, ORIGIN, make_settings

_NOT_A_KEY = "not a key at all"


@pytest.fixture
def secrets_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "session_key"
    file.write_text(KEY)
    file.chmod(stat.S_IRUSR)
    monkeypatch.setenv("SECRETS_DIRECTORY", str(tmp_path))
    monkeypatch.setenv("CONSOLE_ORIGINS", f"{ORIGIN}, http://localhost:3009")
    monkeypatch.setenv("CONSOLE_PORT", "3009")
    (tmp_path / "machine_key").write_text("key")
    return tmp_path


def test_settings_are_read(secrets_folder: Path) -> None:
    del secrets_folder
    settings = load_settings()
    assert settings.hosts == {"tested.localhost:3009", "localhost:3009"}
    assert settings.console_origins[0] == ORIGIN
    assert not settings.is_https


def test_key_in_the_environment_is_refused(
    secrets_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del secrets_folder
    monkeypatch.setenv("SESSION_KEY", KEY)
    with pytest.raises(SettingsError, match="SESSION_KEY is set in the environment") as caught:
        load_settings()
    assert KEY not in str(caught.value)


def test_missing_secrets_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRETS_DIRECTORY", str(tmp_path / "none"))
    with pytest.raises(SettingsError, match="is not there"):
        load_settings()


def test_bad_key_is_refused_and_not_shown(secrets_folder: Path) -> None:
    file = secrets_folder / "session_key"
    file.unlink()
    file.write_text(_NOT_A_KEY)
    with pytest.raises(SettingsError, match="64 lower case hexadecimal") as caught:
        load_settings()
    assert _NOT_A_KEY not in str(caught.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"console_origins": ""},
        {"console_origins": "tested.localhost:3009"},
        {"console_origins": "ftp://tested"},
        {"console_origins": "http://*.localhost"},
        {"console_origins": "http://a/b"},
        {"console_origins": "http://a; script-src *"},
        {"relay_url": "http://relay:1"},
        {"relay_url": "ws://relay:1; script-src *"},
        {"session_key": KEY[:-1]},
        {"session_key": KEY.upper()},
        {"console_port": 0},
        {"core_api_url": "core-api"},
    ],
)
def test_setting_that_opens_something_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        make_settings(Path("/"), **changes)


def test_https_everywhere_is_known() -> None:
    assert make_settings(Path("/"), console_origins="https://console.example.org").is_https
