"""What `pulumi_docker` 5.2 declares, and what of it this plugin refuses.

`properties.json` is data taken from the official provider; the tables below add what that data
lacks.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

CONTAINER = "docker:index/container:Container"
NETWORK = "docker:index/network:Network"
VOLUME = "docker:index/volume:Volume"
REMOTE_IMAGE = "docker:index/remoteImage:RemoteImage"
TOKENS = (CONTAINER, NETWORK, VOLUME, REMOTE_IMAGE)

_NESTED = re.compile(r"\w+:(\w+)")


@dataclass(frozen=True, slots=True)
class Property:
    """One input property of a resource or of a nested type."""

    type: str
    """`string`, `integer`, `boolean`, `array<...>`, `map<string>`, or a nested `Name:Name`."""
    replaces: bool = False
    required: bool = False

    @property
    def nested(self) -> str:
        """Name of the nested type in `type`, or the empty string."""
        found = _NESTED.search(self.type)
        return found.group(1) if found else ""


@dataclass(frozen=True, slots=True)
class Schema:
    """One resource type."""

    token: str
    inputs: Mapping[str, Property]
    outputs: tuple[str, ...]
    """Properties that only the provider sets."""

    @property
    def defaults(self) -> Mapping[str, Any]:
        """What an input is when the program does not set it."""
        return DEFAULTS.get(self.token, {})

    @property
    def computed(self) -> frozenset[str]:
        """Inputs that the engine fills in when the program does not set them."""
        return COMPUTED.get(self.token, frozenset())

    @property
    def refused(self) -> Mapping[str, str]:
        """Inputs that this plugin does not implement -> why."""
        return REFUSED.get(self.token, {})


DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    CONTAINER: {
        "attach": False,
        "containerReadRefreshTimeoutMilliseconds": 15000,
        "logs": False,
        "mustRun": True,
        "networkMode": "bridge",
        "readOnly": False,
        "removeVolumes": True,
        "restart": "no",
        "rm": False,
        "start": True,
        "stdinOpen": False,
        "tty": False,
        "wait": False,
        "waitTimeout": 60,
    },
    NETWORK: {"ipamDriver": "default"},
    VOLUME: {},
    REMOTE_IMAGE: {},
    "ContainerPort": {"ip": "0.0.0.0", "protocol": "tcp"},  # noqa: S104 - the official default
    "ContainerUpload": {"executable": False},
    "ContainerHealthcheck": {
        "interval": "0s",
        "timeout": "0s",
        "startPeriod": "0s",
        "startInterval": "0s",
        "retries": 0,
    },
}
COMPUTED: Mapping[str, frozenset[str]] = {
    CONTAINER: frozenset(
        {
            "cgroupnsMode",
            "command",
            "entrypoints",
            "envs",
            "healthcheck",
            "hostname",
            "init",
            "ipcMode",
            "labels",
            "logDriver",
            "logOpts",
            "memorySwap",
            "name",
            "runtime",
            "securityOpts",
            "shmSize",
            "stopSignal",
            "stopTimeout",
            "user",
            "workingDir",
        },
    ),
    NETWORK: frozenset({"name", "driver", "internal", "ipamConfigs", "ipamOptions", "options"}),
    VOLUME: frozenset({"name", "driver"}),
    REMOTE_IMAGE: frozenset(),
    "NetworkIpamConfig": frozenset({"gateway"}),
    "ContainerPort": frozenset({"external"}),
}

_HARDWARE = "needs hardware that the hermetic sites of this plugin cannot test"
_BUILD = "images are built by images/, never by a deployment"
_SWARM = "Swarm resources are not served"
_HOST_FILE = "files of the host are read by the program, which passes their content"
_NEW_ENGINE = "needs an engine API newer than 1.41, which this plugin supports"
REFUSED: Mapping[str, Mapping[str, str]] = {
    CONTAINER: {
        "deviceCgroupRules": _HARDWARE,
        "deviceReadBps": _HARDWARE,
        "deviceReadIops": _HARDWARE,
        "deviceRequests": _HARDWARE,
        "deviceWriteBps": _HARDWARE,
        "deviceWriteIops": _HARDWARE,
        "devices": _HARDWARE,
        "gpus": _HARDWARE,
        "platform": "images are for the platform of the engine",
        "storageOpts": "needs a storage driver with quotas",
    },
    NETWORK: {"ingress": _SWARM},
    VOLUME: {"cluster": _SWARM},
    REMOTE_IMAGE: {"build": _BUILD, "platform": "images are for the platform of the engine"},
    "ContainerHealthcheck": {"startInterval": _NEW_ENGINE},
    "ContainerNetworksAdvanced": {"gwPriority": _NEW_ENGINE},
    "ContainerMountVolumeOptions": {"subpath": _NEW_ENGINE},
    "ContainerUpload": {"source": _HOST_FILE, "sourceHash": _HOST_FILE},
    "ContainerVolume": {"selinuxRelabel": "needs an engine with SELinux"},
}
ENGINE_DEFAULTS: Mapping[str, tuple[Any, ...]] = {
    "cgroupnsMode": ("host", "private"),
    "ipcMode": ("private", "shareable"),
    "logDriver": ("json-file",),
    "runtime": ("runc",),
    "shmSize": (64,),
}
"""What an engine gives a container that asks for nothing: after an import, no wish of anybody."""
STATE_VERSIONS: Mapping[str, int] = {CONTAINER: 2, NETWORK: 1, VOLUME: 1}
"""Versions of the official provider's state format, which it looks for before it reads a state."""
ORDERED = frozenset({"command", "entrypoints", "tests"})
"""Lists whose order is their meaning; every other list is a set, as in the official provider."""
DURATIONS = frozenset({"interval", "timeout", "startPeriod", "startInterval"})
"""Strings that are Go durations."""


@cache
def _data() -> dict[str, Any]:
    path = Path(__file__).with_name("properties.json")
    content: dict[str, Any] = json.loads(path.read_text())
    return content


@cache
def load_schema(token: str) -> Schema:
    """Schema of the resource type `token`; `KeyError` for a type that is not served."""
    declared = _data()["resources"][token]
    return Schema(token, _properties(declared["inputs"]), tuple(declared["outputs"]))


@cache
def load_type(name: str) -> Mapping[str, Property]:
    """Properties of the nested type `name`."""
    return _properties(_data()["types"][f"{name}:{name}"])


def _properties(declared: Mapping[str, Mapping[str, Any]]) -> dict[str, Property]:
    return {
        name: Property(
            type=facts["type"],
            replaces=facts.get("replaces", False),
            required=facts.get("required", False),
        )
        for name, facts in declared.items()
    }
