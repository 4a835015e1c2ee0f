"""core-api refuses to start with a bad setting, in one line that shows no secret."""

from pathlib import Path

import pytest

from services.core_api.__main__ import main
from services.core_api.errors import SettingsError
from services.core_api.settings import MigrationSettings, Settings, load_settings
from tests.support.core_api import STORED
from tests.support.platform_keys import jwt_keys, supply_keys
from tests.support.platform_messages import TOKEN
from tests.support.platform_secrets import core_api_files, migration_files

SECRETS = {**core_api_files(STORED), **migration_files(STORED)}
_URLS = {
    "REDIS_URL_AGENTS": "redis://core-api@redis-agents:6379/3",
    "REDIS_URL_BRC": "redis://core-api@redis-brc:6379/1",
    "REDIS_URL_GYPSYCOVE": "redis://core-api@redis-gypsycove:6379/2",
}


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in SECRETS.items():
        (tmp_path / name).write_text(f"{value}\n")
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("SECRETS_DIRECTORY", str(tmp_path))
    for name, url in _URLS.items():
        monkeypatch.setenv(name, url)
    return tmp_path


@pytest.mark.usefixtures("secrets")
def test_good_settings_are_read_from_files_and_environment() -> None:
    settings = load_settings(Settings)
    assert settings.agent_shared_token.get_secret_value() == TOKEN
    assert settings.redis_url_agents.username == "core-api"
    assert settings.core_api_port == 8760
    assert not [value for value in SECRETS.values() if value in repr(settings)]
    owner = load_settings(MigrationSettings)
    assert owner.postgres_owner_password.get_secret_value() == STORED["postgres_owner_password"]


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ("", "AGENT_SHARED_TOKEN"),
        (TOKEN[:31], "at least 32"),
        ("your_secure_token_here_0123456789abcdef", "placeholder"),
        ("z" * 40, "repeats"),
    ],
)
def test_bad_token_is_refused(secrets: Path, token: str, reason: str) -> None:
    (secrets / "agent_shared_token").write_text(token)
    with pytest.raises(SettingsError) as caught:
        load_settings(Settings)
    message = str(caught.value)
    assert reason in message
    assert "\n" not in message
    assert not token or token not in message


@pytest.mark.parametrize(
    "missing",
    sorted(core_api_files(STORED)),
)
def test_missing_secret_is_named(secrets: Path, missing: str) -> None:
    (secrets / missing).unlink()
    with pytest.raises(SettingsError, match=missing.upper()):
        load_settings(Settings)


@pytest.mark.usefixtures("secrets")
@pytest.mark.parametrize("name", ["AGENT_SHARED_TOKEN", "JWT_PRIVATE_PEM", "jwt_private.pem"])
def test_secret_in_the_environment_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, TOKEN)
    with pytest.raises(SettingsError, match="remove it") as caught:
        load_settings(Settings)
    assert TOKEN not in str(caught.value)


def test_missing_secrets_directory_is_named(
    secrets: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SECRETS_DIRECTORY", str(secrets / "none"))
    with pytest.raises(SettingsError, match="is not there"):
        load_settings(Settings)


@pytest.mark.usefixtures("secrets")
@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("REDIS_URL_AGENTS", "redis://core-api:hidden@redis-agents:6379/3"),
        ("REDIS_URL_AGENTS", "redis://redis-agents:6379/3"),
        ("REDIS_URL_AGENTS", "http://redis-agents"),
        ("REDIS_URL_AGENTS", "redis://core-api@redis-agents:6379/1"),
        ("REDIS_URL_AGENTS", "redis://core-api@redis-agents:6379"),
        ("REDIS_URL_BRC", "redis://core-api@redis-agents:6379/3"),
        ("REDIS_URL_BRC", "redis://core-api@redis-brc:6379/11"),
        ("REDIS_URL_GYPSYCOVE", "redis://core-api@redis-brc:6379/1"),
        ("POSTGRES_PORT", "0"),
        ("POSTGRES_PORT", "many"),
    ],
)
def test_bad_setting_is_named_and_not_shown(
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=variable) as caught:
        load_settings(Settings)
    assert "hidden" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("jwt_private.pem", "no key", "jwt_private.pem is no private key"),
        ("jwt_public.pem", jwt_keys("second").public, "not the one of jwt_private.pem"),
        ("jwt_public_other.pem", supply_keys().public, "not RSA of 3072"),
        ("machine_credentials", "{", "machine_credentials is no JSON"),
    ],
)
def test_a_bad_key_refuses_to_start_with_one_line(
    secrets: Path, capsys: pytest.CaptureFixture[str], name: str, content: str, reason: str
) -> None:
    (secrets / name).write_text(content)
    assert main() == 2
    said = capsys.readouterr().err
    assert reason in said
    assert len(said.splitlines()) == 1
    assert "BEGIN" not in said
