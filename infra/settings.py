"""Settings of one environment, read from `Pulumi.<environment>.yaml`, with or without Pulumi.

The audit, the command line and the tests call `load_settings` and see what the program sees.
Unknown keys, wrong types and values outside the accepted ones are refused by name.
"""

import ipaddress
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from infra.public_addresses import check_public_addresses
from novaos.errors import PreconditionError
from novaos.workspace import REPOSITORY
from policies.accepted import PORT_OFFSETS, PROJECT

ENVIRONMENTS = tuple(PORT_OFFSETS)
_KEYS = frozenset({"portOffset", "publishAddress", "publicAddresses", "protectData"})


@dataclass(frozen=True, slots=True)
class Settings:
    """What differs between environments."""

    environment: str
    port_offset: int
    """Added to every published port."""
    publish_address: str
    """The one address that ports are published on."""
    public_addresses: Mapping[str, str] = field(default_factory=dict)
    """Console or relay -> where people reach it through the site's TLS proxy, if it has one."""
    protect_data: bool = False
    """Whether removing the stack refuses to remove its data volumes."""


def load_settings(environment: str) -> Settings:
    """Read the settings of `environment` from its file.

    Raises `PreconditionError` if the file is missing or says something unacceptable.
    """
    if environment not in ENVIRONMENTS:
        raise PreconditionError(
            f"environment {environment!r} is unknown",
            fix=f"use one of: {', '.join(ENVIRONMENTS)}",
        )
    path = REPOSITORY / f"{_file_name(environment)}"
    try:
        document = yaml.safe_load(path.read_text())
    except (FileNotFoundError, yaml.YAMLError) as error:
        raise PreconditionError(
            f"{path.name} cannot be read: {error}", fix=f"restore it: git checkout {path.name}"
        ) from error
    return parse_settings(environment, (document or {}).get("config") or {})


def require_same_config(settings: Settings, get: Callable[[str], str | None]) -> None:
    """Refuse a stack configuration that differs from the file, as `pulumi up -c` would make it.

    The audit and the report read the file; a value known to one update only would deceive them.
    """
    values = {
        "portOffset": str(settings.port_offset),
        "publishAddress": settings.publish_address,
        "protectData": str(settings.protect_data).lower(),
    }
    for key, value in values.items():
        given = get(key)
        if given is not None and given.lower() != value:
            raise _refusal(
                settings.environment, f"{key} is {value!r}, the stack is told {given!r}", value
            )
    _require_same_addresses(settings, get("publicAddresses"))


def _require_same_addresses(settings: Settings, given: str | None) -> None:
    """Refuse other public addresses; Pulumi gives the object as JSON."""
    expected = json.dumps(dict(settings.public_addresses), sort_keys=True)
    if given is not None and _normalised(given) != expected:
        raise _refusal(
            settings.environment, f"publicAddresses: the stack is told {given!r}", expected
        )


def _normalised(text: str) -> str:
    try:
        return json.dumps(json.loads(text), sort_keys=True)
    except ValueError:
        return text


def parse_settings(environment: str, config: Mapping[str, Any]) -> Settings:
    """Check every key of the stack's configuration and build the settings."""
    values = {}
    for key, value in config.items():
        namespace, _, name = str(key).partition(":")
        if namespace != PROJECT or name not in _KEYS:
            raise _refusal(environment, f"key {key!r} is unknown", f"one of {sorted(_KEYS)}")
        values[name] = value
    return Settings(
        environment=environment,
        port_offset=_port_offset(environment, values.get("portOffset")),
        publish_address=_address(environment, values.get("publishAddress")),
        public_addresses=_public_addresses(environment, values.get("publicAddresses", {})),
        protect_data=_flag(environment, values.get("protectData", False)),
    )


def _port_offset(environment: str, value: object) -> int:
    expected = PORT_OFFSETS[environment]
    if str(value) != str(expected):
        raise _refusal(environment, f"portOffset is {value!r}", f"{expected}")
    return expected


def _address(environment: str, value: object) -> str:
    try:
        address = ipaddress.ip_address(str(value))
    except ValueError:
        raise _refusal(environment, f"publishAddress is {value!r}", "an IP address") from None
    if address.is_unspecified:
        raise _refusal(environment, f"publishAddress is {value!r}", "one interface's address")
    return str(address)


def _public_addresses(environment: str, value: Any) -> dict[str, str]:  # noqa: ANN401 - YAML
    if found := check_public_addresses(value):
        raise _refusal(environment, f"publicAddresses: {'; '.join(found)}", "addresses or none")
    return {str(name): str(address) for name, address in value.items()}


def _flag(environment: str, value: object) -> bool:
    known = {"true": True, "false": False}
    if str(value).lower() not in known:
        raise _refusal(environment, f"protectData is {value!r}", "true or false")
    return known[str(value).lower()]


def _refusal(environment: str, got: str, expected: str) -> PreconditionError:
    return PreconditionError(
        f"{_file_name(environment)}: {got}, expected {expected}",
        fix=f"correct it in {_file_name(environment)}, namespace {PROJECT}",
    )


def _file_name(environment: str) -> str:
    return f"Pulumi.{environment}.yaml"
