"""The settings of core-api, read once; a bad one refuses to start with one line.

Secrets come from files in the secrets directory only: one that is in the environment is refused,
as it would be seen in `docker inspect`. No message shows a value.
"""

import os
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import Field, RedisDsn, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from agents.contract.token import check_token
from services.core_api.errors import SettingsError

Port = Annotated[int, Field(ge=1, le=65535)]
Secret = Annotated[SecretStr, Field(min_length=1)]
_DATABASE_OF_ZONE = {"redis_url_brc": 1, "redis_url_gypsycove": 2, "redis_url_agents": 3}
_Kind = TypeVar("_Kind", bound="DatabaseSettings")


class DatabaseSettings(BaseSettings):
    """Where PostgreSQL is."""

    model_config = SettingsConfigDict(
        extra="ignore",
        hide_input_in_errors=True,
        populate_by_name=True,
    )

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
    redis_url_brc: RedisDsn
    redis_brc_password: Secret
    redis_url_gypsycove: RedisDsn
    redis_gypsycove_password: Secret
    agent_shared_token: Secret
    jwt_private_pem: Secret = Field(alias="jwt_private.pem")
    """Signs access tokens and exports; RSA, 3072 bits or more."""
    jwt_public_pem: Secret = Field(alias="jwt_public.pem")
    jwt_public_other_pem: Secret = Field(alias="jwt_public_other.pem")
    """What also verifies during a rotation; the same as the public key when there is none."""
    machine_credentials: Secret
    """JSON: name of a machine -> SHA-256 of its key, in hexadecimal."""
    field_key: Secret
    """From which the key of encrypted columns is made."""
    supply_public_pem: Secret = Field(alias="supply_public.pem")
    """Verifies what the environment's deployment says about the running images."""
    novaos_image: str = ""
    """The image that runs, `name@sha256:...`; empty outside of a container."""
    core_api_host: str = "0.0.0.0"  # noqa: S104 - inside its container; what is published is decided outside
    core_api_port: Port = 8760
    core_api_metrics_port: Port = 9760
    echo_ws_url: str = "ws://127.0.0.1:8765/ws"
    """Where browsers reach the relay; told with every ticket."""

    @field_validator("agent_shared_token")
    @classmethod
    def _refuse_weak_token(cls, token: SecretStr) -> SecretStr:
        if found := check_token(token.get_secret_value()):
            raise ValueError(f"{'; '.join(found)}; write a random token into its file")
        return token

    @field_validator(*_DATABASE_OF_ZONE)
    @classmethod
    def _refuse_wrong_zone(cls, url: RedisDsn, info: ValidationInfo) -> RedisDsn:
        database = _DATABASE_OF_ZONE[str(info.field_name)]
        if url.password is not None or not url.username or not url.host:
            raise ValueError(f"expected redis://<user>@<host>:<port>/{database}, without password")
        if url.path != f"/{database}":
            raise ValueError(f"the address must end in /{database}, the database of this zone")
        return url


class MigrationSettings(DatabaseSettings):
    """The settings of the migration job, which connects with the owner's role."""

    postgres_user: str = "novaos_owner"
    postgres_owner_password: Secret
    founder_one_time_password: Secret
    """With what the founder logs in first, once."""
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
        file_name = field.alias or name
        set_names = {name.upper(), file_name.upper()} & {found.upper() for found in os.environ}
        if field.annotation is SecretStr and set_names:
            raise SettingsError(
                f"{min(set_names)} is set in the environment; remove it, the secret belongs into"
                f" {directory / file_name}",
            )
    try:
        return kind(_secrets_dir=directory)
    except ValidationError as error:
        found = (
            f"{'.'.join(map(str, one['loc'])).upper()}: {one['msg']}"
            for one in error.errors(include_input=False, include_url=False, include_context=False)
        )
        raise SettingsError("; ".join(found)) from error
