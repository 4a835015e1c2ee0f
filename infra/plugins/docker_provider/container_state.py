"""The engine's inspection of a container -> properties, for outputs, refresh and import. Pure.

A container inherits environment, labels, command and more from its image. What equals the image's
own value counts as unset, unless the program set it. Uploads cannot be read back and keep their
last state.
"""

from collections.abc import Mapping
from typing import Any

from infra.plugins.docker_provider.container_fields import BEHAVIOUR, FIELDS, render_cpus
from infra.plugins.docker_provider.container_nested import NESTED_READERS
from infra.plugins.docker_provider.reconcile import reconcile
from infra.plugins.docker_provider.schema import CONTAINER, load_schema

Inspection = Mapping[str, Any]

_UNREADABLE = frozenset({*BEHAVIOUR, "uploads", "image", "name", "maxRetryCount"})
_INHERITED = {
    "command": "Cmd",
    "entrypoints": "Entrypoint",
    "stopSignal": "StopSignal",
    "user": "User",
    "workingDir": "WorkingDir",
}


def read_outputs(inspection: Inspection) -> dict[str, Any]:
    """Properties that only the engine knows."""
    state = inspection["State"]
    networks = inspection["NetworkSettings"]["Networks"] or {}
    return {
        "bridge": inspection["NetworkSettings"].get("Bridge") or "",
        "exitCode": 0 if state["Running"] else state["ExitCode"],
        "networkDatas": [_network_data(name, facts) for name, facts in sorted(networks.items())],
    }


def _network_data(name: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "networkName": name,
        "gateway": facts["Gateway"],
        "globalIpv6Address": facts["GlobalIPv6Address"],
        "globalIpv6PrefixLength": facts["GlobalIPv6PrefixLen"],
        "ipAddress": facts["IPAddress"],
        "ipPrefixLength": facts["IPPrefixLen"],
        "ipv6Gateway": facts["IPv6Gateway"],
        "macAddress": facts["MacAddress"],
    }


def read_inputs(
    inspection: Inspection, image: Inspection, prior: Mapping[str, Any]
) -> dict[str, Any]:
    """What the container is now; a property whose meaning is unchanged stays as in `prior`."""
    actual = _read_all(inspection, image, prior)
    state = reconcile(load_schema(CONTAINER), prior, actual)
    return {**state, "name": inspection["Name"].lstrip("/")}


def _read_all(
    inspection: Inspection,
    image: Inspection,
    prior: Mapping[str, Any],
) -> dict[str, Any]:
    found = {f.property: f.read(inspection) for f in FIELDS if f.property not in _UNREADABLE}
    own = image.get("Config") or {}
    for name, key in _INHERITED.items():
        if found.get(name) == own.get(key) and not prior.get(name):
            found[name] = None
    if found["hostname"] == inspection["Id"][:12]:
        found["hostname"] = None
    if found["memorySwap"] == 2 * (found["memory"] or 0) and not prior.get("memorySwap"):
        found["memorySwap"] = None  # the engine doubles an unset one
    retries = inspection["HostConfig"]["RestartPolicy"]["MaximumRetryCount"]
    found["maxRetryCount"] = retries
    nano_cpus = inspection["HostConfig"].get("NanoCpus")
    found["cpus"] = render_cpus(nano_cpus) if nano_cpus else None
    for name, read in NESTED_READERS.items():
        found[name] = read(inspection, own, prior.get(name))
    return found
