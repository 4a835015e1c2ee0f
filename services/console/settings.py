"""The settings of a console, read once; a bad one refuses to start with one line.

Secrets come from files in the secrets directory only; no message shows a value.
"""

import os
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, HttpUrl, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from services.console.errors import SettingsError

Port = Annotated[int, Field(ge=1, le=65535)]
_KEY_HEX_CHARACTERS = 64


class ConsoleSettings(BaseSettings):
    """Where core-api is, and under which origins people reach this console."""

    model_config = SettingsConfigDict(extra="ignore", hide_input_in_errors=True)

    core_api_url: HttpUrl = HttpUrl("http://core-api:8760")
    console_origins: Annotated[tuple[str, ...], NoDecode, Field(min_length=1)]
    """Comma separated, each exactly as a browser sends it; the first one is shown to people."""
    session_key: SecretStr
    """AES-256 key of this console's cookie, 64 hexadecimal characters."""
    machine_key: Annotated[SecretStr, Field(min_length=1)]
    """With what this console proves to core-api that it may name its visitors' addresses."""
    console_host: str = "0.0.0.0"  # noqa: S104 - inside its container; what is published is decided outside
    console_port: Port
    vendor_directory: Path = Path("/app/vendor")
    """Packages of the npm registry, each in a folder with its name."""
    relay_url: str = ""
    """`ws://` address of echo-ws as browsers reach it; empty where no page listens."""

    @field_validator("console_origins", mode="before")
    @classmethod
    def _split(cls, text: object) -> object:
        if not isinstance(text, str):
            return text
        return tuple(part.strip() for part in text.split(",") if part.strip())

    @field_validator("console_origins")
    @classmethod
    def _refuse_patterns(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            scheme, _, rest = origin.partition("://")
            if scheme not in {"http", "https"} or not rest or set(rest) & set("/*?#@ ;,"):
                raise ValueError("expected origins as <scheme>://<host>[:<port>], without wildcard")
        return origins

    @field_validator("session_key")
    @classmethod
    def _require_key(cls, key: SecretStr) -> SecretStr:
        text = key.get_secret_value()
        if len(text) != _KEY_HEX_CHARACTERS or set(text) - set("0123456789abcdef"):
            raise ValueError("expected 64 lower case hexadecimal characters")
        return key

    @field_validator("relay_url")
    @classmethod
    def _require_relay(cls, url: str) -> str:
        if url and (urlsplit(url).scheme not in {"ws", "wss"} or set(url) & set(" ;,'\"")):
            raise ValueError("expected ws://<host>[:<port>] or wss://<host>[:<port>]")
        return url

    @property
    def hosts(self) -> frozenset[str]:
        """Values of the Host header that are ours."""
        return frozenset(urlsplit(origin).netloc for origin in self.console_origins)

    @property
    def is_https(self) -> bool:
        """Whether people reach this console by TLS only."""
        return all(origin.startswith("https://") for origin in self.console_origins)


def load_settings() -> ConsoleSettings:
    """Read the settings from the environment and from the secret files.

    Raises `SettingsError` with everything that is wrong, in one line.
    """
    directory = Path(os.environ.get("SECRETS_DIRECTORY", "/run/secrets"))
    if not directory.is_dir():
        raise SettingsError(f"secrets directory {directory} is not there; mount the secret files")
    if "SESSION_KEY" in os.environ:
        raise SettingsError(
            "SESSION_KEY is set in the environment; remove it, the secret belongs into"
            f" {directory / 'session_key'}",
        )
    try:
        return ConsoleSettings(_secrets_dir=directory)
    except ValidationError as error:
        found = (
            f"{'.'.join(map(str, one['loc'])).upper()}: {one['msg']}"
            for one in error.errors(include_input=False, include_url=False, include_context=False)
        )
        raise SettingsError("; ".join(found)) from error
