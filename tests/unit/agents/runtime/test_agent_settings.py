"""An agent refuses to start with a bad setting, and shows no secret."""

from pathlib import Path

import pytest

from agents.runtime.errors import SettingsError
from agents.runtime.settings import load_settings
from tests.support.platform_messages import TOKEN

_PASSWORD = "redis-password"  # noqa: S105 - of the tests
_MACHINE_KEY = "key-of-nova"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "agent_shared_token").write_text(TOKEN + "\n")
    (tmp_path / "redis_agents_password").write_text(_PASSWORD)
    (tmp_path / "machine_key").write_text(_MACHINE_KEY)
    return {
        "AGENT_NAME": "nova",
        "CORE_API_URL": "http://core-api:8760",
        "REDIS_URL_AGENTS": "redis://agent-nova@redis-agents:6379/3",
        "SECRETS_DIRECTORY": str(tmp_path),
    }


def test_good_settings(environment: dict[str, str]) -> None:
    settings = load_settings(environment)
    assert (settings.core_api_host, settings.core_api_port) == ("core-api", 8760)
    assert (settings.redis.user, settings.redis.database) == ("agent-nova", 3)
    assert settings.token.reveal() == TOKEN
    assert TOKEN not in repr(settings)
    assert _PASSWORD not in repr(settings)
    assert settings.machine_key.reveal() == _MACHINE_KEY
    assert _MACHINE_KEY not in repr(settings)
    assert settings.image == ""


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("AGENT_NAME", ""),
        ("AGENT_NAME", "atlas"),
        ("AGENT_NAME", "all"),
        ("CORE_API_URL", ""),
        ("CORE_API_URL", "https://core-api"),
        ("REDIS_URL_AGENTS", "redis://agent-nova:hidden@redis-agents:6379/3"),
        ("REDIS_URL_AGENTS", "redis://redis-agents:6379/3"),
        ("REDIS_URL_AGENTS", "redis://agent-nova@redis-agents:6379/x"),
        ("REDIS_URL_AGENTS", "redis://agent-nova@redis-agents:99999/3"),
        ("AGENT_SHARED_TOKEN", TOKEN),
        ("MACHINE_KEY", "anything"),
        ("NOVAOS_IMAGE", "agent-nova:latest"),
    ],
)
def test_bad_setting_is_named(environment: dict[str, str], variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=variable) as caught:
        load_settings({**environment, variable: value})
    assert "hidden" not in str(caught.value)
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    "token", ["", "short", "your_secure_token_here_0123456789abcdef", "q" * 40]
)
def test_bad_token_is_refused(environment: dict[str, str], tmp_path: Path, token: str) -> None:
    (tmp_path / "agent_shared_token").write_text(token)
    with pytest.raises(SettingsError, match="agent_shared_token") as caught:
        load_settings(environment)
    assert not token or token not in str(caught.value)


@pytest.mark.parametrize("name", ["agent_shared_token", "machine_key", "redis_agents_password"])
def test_missing_secret_file_is_named(
    environment: dict[str, str],
    tmp_path: Path,
    name: str,
) -> None:
    (tmp_path / name).unlink()
    with pytest.raises(SettingsError, match=name):
        load_settings(environment)
