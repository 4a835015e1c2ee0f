"""The settings of core-api, read once; a bad one refuses to start with one line.

Secrets come from files in the secrets directory only: one that is in the environment is refused,
as it would be seen in `docker inspect`. No message shows a value.
"""

import os
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import Field, RedisDsn, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from agents.contract.token import check_token
from services.core_api.errors import SettingsError

Port = Annotated[int, Field(ge=1, le=65535)]
Secret = Annotated[SecretStr, Field(min_length=1)]
_Kind = TypeVar("_Kind", bound="DatabaseSettings")


class DatabaseSettings(BaseSettings):
    """Where PostgreSQL is."""

    model_config = SettingsConfigDict(extra="ignore", hide_input_in_errors=True)

    postgres_host: str = "postgres"
    postgres_port: Port = 5432
    postgres_database: str = "novaos"


class Settings(DatabaseSettings):
    """The settings of the service, which connects with the application's role."""

    postgres_user: str = "novaos_app"
    postgres_app_password: Secret
    redis_url_agents: RedisDsn
    """`redis://<user>@<host>:<port>/<database>`; the password is in a file."""
    redis_agents_password: Secret
    agent_shared_token: Secret
    core_api_host: str = "0.0.0.0"  # noqa: S104 - inside its container; what is published is decided outside
    core_api_port: Port = 8760

    @field_validator("agent_shared_token")
    @classmethod
    def _refuse_weak_token(cls, token: SecretStr) -> SecretStr:
        if found := check_token(token.get_secret_value()):
            raise ValueError(f"{'; '.join(found)}; write a random token into its file")
        return token

    @field_validator("redis_url_agents")
    @classmethod
    def _refuse_password_in_url(cls, url: RedisDsn) -> RedisDsn:
        if url.password is not None or not url.username or not url.host:
            raise ValueError("expected redis://<user>@<host>:<port>/<database>, without password")
        return url


class MigrationSettings(DatabaseSettings):
    """The settings of the migration job, which connects with the owner's role."""

    postgres_user: str = "novaos_owner"
    postgres_owner_password: Secret
    postgres_app_user: str = Field(default="novaos_app", pattern=r"^[a-z_][a-z0-9_]{0,62}$")
    """The role that gets the rights to use the tables."""
    migration_wait_seconds: Annotated[float, Field(ge=0, le=3600)] = 120.0
    """How long to wait for the database."""


def load_settings(kind: type[_Kind]) -> _Kind:
    """Read settings from the environment and from the secret files.

    Raises `SettingsError` with everything that is wrong, in one line.
    """
    directory = Path(os.environ.get("SECRETS_DIRECTORY", "/run/secrets"))
    if not directory.is_dir():
        raise SettingsError(f"secrets directory {directory} is not there; mount the secret files")
    for name, field in kind.model_fields.items():
        if field.annotation is SecretStr and name.upper() in os.environ:
            raise SettingsError(
                f"{name.upper()} is set in the environment; remove it, the secret belongs into"
                f" {directory / name}",
            )
    try:
        return kind(_secrets_dir=directory)
    except ValidationError as error:
        found = (
            f"{'.'.join(map(str, one['loc'])).upper()}: {one['msg']}"
            for one in error.errors(include_input=False, include_url=False, include_context=False)
        )
        raise SettingsError("; ".join(found)) from error
