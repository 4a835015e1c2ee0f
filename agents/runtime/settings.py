"""The settings of an agent process, read once; a bad one refuses to start.

Secrets come from files only, so that they are in no environment, image or command line. No message
repeats a secret.
"""

import os
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

import msgspec

from agents.contract.names import IMAGE_PATTERN, require_agent_name
from agents.contract.token import check_token
from agents.runtime.errors import SettingsError

_SECRETS = {
    "agent_shared_token": "AGENT_SHARED_TOKEN",
    "machine_key": "MACHINE_KEY",
    "redis_agents_password": "REDIS_PASSWORD",
}
_REDIS_PORT = 6379


class Secret:
    """A value that no message shows by accident."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def __repr__(self) -> str:
        return "Secret(...)"

    def reveal(self) -> str:
        """Give the value to the one who sends it to a server."""
        return self._value


# msgspec's structs, as dataclasses load `inspect`: 1.4 MB of an agent's memory.
class RedisAddress(msgspec.Struct, frozen=True):
    """Where the agents' Redis is, and as whom to log in."""

    host: str
    port: int
    database: int
    user: str
    password: Secret


class AgentSettings(msgspec.Struct, frozen=True):
    """Everything that an agent process is told from outside."""

    name: str
    core_api_host: str
    core_api_port: int
    redis: RedisAddress
    temporary_directory: str
    """Where the task file and the liveness file lie."""
    token: Secret
    machine_key: Secret
    """Proves this agent, and is exchanged for its own token."""
    image: str
    """What this container runs from, `name@sha256:...`; empty outside of a deployment."""


def load_settings(environment: Mapping[str, str]) -> AgentSettings:
    """Read the settings from `environment` and from the secret files it names.

    Raises `SettingsError` if one is missing or bad.
    """
    for file_name, variable in _SECRETS.items():
        if variable in environment:
            raise SettingsError(
                f"{variable} is set in the environment; remove it and give the file {file_name}",
            )
    secrets_directory = environment.get("SECRETS_DIRECTORY", "/run/secrets")
    core_api = urlsplit(_require(environment, "CORE_API_URL", "http://core-api:8760"))
    if core_api.scheme != "http" or not core_api.hostname:
        raise SettingsError("CORE_API_URL: expected http://<host>:<port>")
    token = _read_secret(secrets_directory, "agent_shared_token")
    if found := check_token(token):
        raise SettingsError(
            f"secret agent_shared_token is refused: {'; '.join(found)}; write a random one"
            f" into {secrets_directory}/agent_shared_token",
        )
    try:
        name = require_agent_name(_require(environment, "AGENT_NAME", "one of the agents"))
    except ValueError as error:
        raise SettingsError(f"AGENT_NAME: {error}") from error
    return AgentSettings(
        name=name,
        core_api_host=core_api.hostname,
        core_api_port=core_api.port or 80,
        redis=_parse_redis_url(
            _require(environment, "REDIS_URL_AGENTS", "redis://<user>@<host>:<port>/3"),
            _read_secret(secrets_directory, "redis_agents_password"),
        ),
        temporary_directory=environment.get("TMPDIR", "/tmp"),  # noqa: S108 - the seed's place
        token=Secret(token),
        machine_key=Secret(_read_secret(secrets_directory, "machine_key")),
        image=_read_image(environment.get("NOVAOS_IMAGE", "")),
    )


def _read_image(image: str) -> str:
    if not re.fullmatch(IMAGE_PATTERN, image):
        raise SettingsError(
            "NOVAOS_IMAGE: expected name@sha256:<64 hexadecimal digits>, or nothing"
        )
    return image


def _require(environment: Mapping[str, str], variable: str, example: str) -> str:
    value = environment.get(variable, "")
    if not value:
        raise SettingsError(f"{variable} is not set; set it to {example}")
    return value


def _read_secret(directory: str, name: str) -> str:
    path = os.path.join(directory, name)  # noqa: PTH118 - pathlib costs an agent memory
    try:
        with open(path, encoding="utf-8") as stream:  # noqa: PTH123 - as above
            value = stream.read().strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = type(error).__name__
        raise SettingsError(f"secret file {path} cannot be read ({reason}); mount it") from error
    if not value:
        raise SettingsError(f"secret file {path} is empty; write the secret into it")
    return value


def _parse_redis_url(url: str, password: str) -> RedisAddress:
    parts = urlsplit(url)
    expected = "REDIS_URL_AGENTS: expected redis://<user>@<host>:<port>/<database>"
    if parts.password is not None:
        raise SettingsError(f"{expected}; it carries a password, give the file instead")
    database = parts.path.removeprefix("/")
    if parts.scheme != "redis" or not parts.hostname or not parts.username:
        raise SettingsError(expected)
    if not (database.isascii() and database.isdigit()):
        raise SettingsError(f"{expected}; the database is not a number")
    try:
        port = parts.port or _REDIS_PORT
    except ValueError as error:
        raise SettingsError(f"{expected}; {error}") from error
    return RedisAddress(parts.hostname, port, int(database), parts.username, Secret(password))
