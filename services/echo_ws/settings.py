"""The settings of echo-ws, read once; a bad one refuses to start with one line.

Secrets come from files in the secrets directory only; no message shows a value.
"""

import os
from pathlib import Path
from typing import Annotated

from pydantic import Field, HttpUrl, RedisDsn, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from services.echo_ws.errors import SettingsError

Port = Annotated[int, Field(ge=1, le=65535)]
Secret = Annotated[SecretStr, Field(min_length=1)]


class Settings(BaseSettings):
    """Where everything is, and who may connect."""

    model_config = SettingsConfigDict(extra="ignore", hide_input_in_errors=True)

    redis_url_agents: RedisDsn
    """`redis://<user>@<host>:<port>/<database>`; the passwords are in files."""
    redis_url_brc: RedisDsn
    redis_url_gypsycove: RedisDsn
    redis_agents_password: Secret
    redis_brc_password: Secret
    redis_gypsycove_password: Secret
    machine_key: Secret
    """What core-api knows this machine by."""
    core_api_url: HttpUrl = HttpUrl("http://core-api:8760")
    allowed_origins: Annotated[tuple[str, ...], NoDecode, Field(min_length=1)]
    """Comma separated; each exactly as a browser sends it."""
    allow_missing_origin: bool = False
    """For clients that are no browsers; a browser always sends an Origin."""
    echo_ws_host: str = "0.0.0.0"  # noqa: S104 - inside its container; what is published is decided outside
    echo_ws_port: Port = 8765

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split(cls, text: object) -> object:
        if not isinstance(text, str):
            return text
        return tuple(part.strip() for part in text.split(",") if part.strip())

    @field_validator("allowed_origins")
    @classmethod
    def _refuse_patterns(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            scheme, _, rest = origin.partition("://")
            if scheme not in {"http", "https"} or not rest or set(rest) & set("/*?#@ "):
                raise ValueError("expected origins as <scheme>://<host>[:<port>], without wildcard")
        return origins

    @field_validator("redis_url_agents", "redis_url_brc", "redis_url_gypsycove")
    @classmethod
    def _refuse_password_in_url(cls, url: RedisDsn) -> RedisDsn:
        if url.password is not None or not url.username or not url.host:
            raise ValueError("expected redis://<user>@<host>:<port>/<database>, without password")
        return url


def load_settings() -> Settings:
    """Read the settings from the environment and from the secret files.

    Raises `SettingsError` with everything that is wrong, in one line.
    """
    directory = Path(os.environ.get("SECRETS_DIRECTORY", "/run/secrets"))
    if not directory.is_dir():
        raise SettingsError(f"secrets directory {directory} is not there; mount the secret files")
    for name, field in Settings.model_fields.items():
        if field.annotation is SecretStr and name.upper() in os.environ:
            raise SettingsError(
                f"{name.upper()} is set in the environment; remove it, the secret belongs into"
                f" {directory / name}",
            )
    try:
        return Settings(_secrets_dir=directory)
    except ValidationError as error:
        found = (
            f"{'.'.join(map(str, one['loc'])).upper()}: {one['msg']}"
            for one in error.errors(include_input=False, include_url=False, include_context=False)
        )
        raise SettingsError("; ".join(found)) from error
