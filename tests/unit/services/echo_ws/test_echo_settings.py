"""Settings of echo-ws: secrets from files, exact origins, one line for everything that is wrong."""

from pathlib import Path

import pytest

from services.echo_ws.errors import SettingsError
from services.echo_ws.settings import load_settings

_SECRETS = (
    "redis_agents_password",
    "redis_brc_password",
    "redis_gypsycove_password",
    "machine_key",
)


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in _SECRETS:
        (tmp_path / name).write_text(f"value of {name}")
    monkeypatch.setenv("SECRETS_DIRECTORY", str(tmp_path))
    monkeypatch.setenv("REDIS_URL_AGENTS", "redis://echo-ws@redis-agents:6379/3")
    monkeypatch.setenv("REDIS_URL_BRC", "redis://echo-ws@redis-brc:6379/1")
    monkeypatch.setenv("REDIS_URL_GYPSYCOVE", "redis://echo-ws@redis-gypsycove:6379/2")
    monkeypatch.setenv("ALLOWED_ORIGINS", "http://a.test:3000, https://b.test")
    return tmp_path


def test_settings_are_read_from_files_and_environment(secrets: Path) -> None:
    assert secrets.is_dir()
    settings = load_settings()
    assert settings.allowed_origins == ("http://a.test:3000", "https://b.test")
    assert settings.machine_key.get_secret_value() == "value of machine_key"
    assert settings.allow_missing_origin is False


@pytest.mark.parametrize("name", _SECRETS)
def test_missing_secret_is_named(secrets: Path, name: str) -> None:
    (secrets / name).unlink()
    with pytest.raises(SettingsError, match=name.upper()):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALLOWED_ORIGINS", ""),
        ("ALLOWED_ORIGINS", "*"),
        ("ALLOWED_ORIGINS", "http://*.test"),
        ("ALLOWED_ORIGINS", "http://a.test/path"),
        ("ALLOWED_ORIGINS", "a.test"),
        ("REDIS_URL_BRC", "redis://echo-ws:secret@redis-brc:6379/1"),
        ("REDIS_URL_BRC", "redis://redis-brc:6379/1"),
        ("ECHO_WS_PORT", "0"),
        ("CORE_API_URL", "core-api"),
    ],
)
def test_bad_setting_is_refused_by_name(
    secrets: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    assert secrets.is_dir()
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name) as refused:
        load_settings()
    assert "secret@" not in str(refused.value)


def test_secret_in_the_environment_is_refused(
    secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert secrets.is_dir()
    monkeypatch.setenv("MACHINE_KEY", "visible")
    with pytest.raises(SettingsError, match="MACHINE_KEY is set in the environment") as refused:
        load_settings()
    assert "visible" not in str(refused.value)


def test_missing_secrets_directory_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRETS_DIRECTORY", str(tmp_path / "nowhere"))
    with pytest.raises(SettingsError, match="mount the secret files"):
        load_settings()
