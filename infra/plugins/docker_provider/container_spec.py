"""Inputs of a container -> the body of POST /containers/create. Pure; nothing is sent here."""

from collections.abc import Mapping, Sequence
from typing import Any

from infra.plugins.docker_provider.container_fields import FIELDS, UPDATABLE, parse_nano_cpus
from infra.plugins.docker_provider.duration import parse_duration_ns
from infra.plugins.docker_provider.labels import render_labels

Inputs = Mapping[str, Any]
Body = dict[str, Any]


def render_body(inputs: Inputs) -> Body:
    """Everything about the container that is fixed when it is created."""
    host: Body = {}
    body: Body = {"Image": inputs["image"], "HostConfig": host}
    for field in FIELDS:
        value = inputs.get(field.property)
        if value not in (None, "") and value not in ([], {}):
            field.write(value, body)
    if inputs.get("cpus"):
        host["NanoCpus"] = parse_nano_cpus(inputs["cpus"])
    if inputs.get("envs"):
        body["Env"] = list(inputs["envs"])
    if inputs.get("labels"):
        body["Labels"] = render_labels(inputs["labels"])
    if inputs.get("healthcheck"):
        body["Healthcheck"] = _render_healthcheck(inputs["healthcheck"])
    capabilities = inputs.get("capabilities") or {}
    host["CapAdd"] = list(capabilities.get("adds") or [])
    host["CapDrop"] = list(capabilities.get("drops") or [])
    host["ExtraHosts"] = [f"{entry['host']}:{entry['ip']}" for entry in inputs.get("hosts") or []]
    host["Ulimits"] = [
        {"Name": limit["name"], "Soft": limit["soft"], "Hard": limit["hard"]}
        for limit in inputs.get("ulimits") or []
    ]
    _add_ports(inputs.get("ports") or [], body)
    _add_volumes(inputs.get("volumes") or [], body)
    host["Mounts"] = [_render_mount(mount) for mount in inputs.get("mounts") or []]
    return body


def _render_healthcheck(check: Inputs) -> Body:
    times = {"interval": "Interval", "timeout": "Timeout", "startPeriod": "StartPeriod"}
    rendered: Body = {
        key: parse_duration_ns(check.get(name) or "0s") for name, key in times.items()
    }
    return {
        **rendered,
        "Test": list(check.get("tests") or []),
        "Retries": check.get("retries") or 0,
    }


def _add_ports(ports: Sequence[Inputs], body: Body) -> None:
    exposed = body.setdefault("ExposedPorts", {})
    bindings = body["HostConfig"].setdefault("PortBindings", {})
    for port in ports:
        key = f"{port['internal']}/{port.get('protocol') or 'tcp'}"
        exposed[key] = {}
        external = port.get("external")
        binding = {"HostIp": port.get("ip") or "", "HostPort": str(external) if external else ""}
        bindings.setdefault(key, []).append(binding)


def _add_volumes(volumes: Sequence[Inputs], body: Body) -> None:
    anonymous = body.setdefault("Volumes", {})
    binds = body["HostConfig"].setdefault("Binds", [])
    sources = body["HostConfig"].setdefault("VolumesFrom", [])
    for volume in volumes:
        source = volume.get("volumeName") or volume.get("hostPath")
        if volume.get("fromContainer"):
            sources.append(volume["fromContainer"] + (":ro" if volume.get("readOnly") else ""))
        elif source:
            mode = "ro" if volume.get("readOnly") else "rw"
            binds.append(f"{source}:{volume['containerPath']}:{mode}")
        else:
            anonymous[volume["containerPath"]] = {}


def _render_mount(mount: Inputs) -> Body:
    body: Body = {
        "Type": mount["type"],
        "Target": mount["target"],
        "Source": mount.get("source") or "",
        "ReadOnly": bool(mount.get("readOnly")),
    }
    if options := mount.get("bindOptions"):
        body["BindOptions"] = {"Propagation": options.get("propagation") or ""}
    if options := mount.get("volumeOptions"):
        body["VolumeOptions"] = {
            "NoCopy": bool(options.get("noCopy")),
            "Labels": render_labels(options.get("labels") or []),
            "DriverConfig": {
                "Name": options.get("driverName") or "",
                "Options": dict(options.get("driverOptions") or {}),
            },
        }
    if options := mount.get("tmpfsOptions"):
        body["TmpfsOptions"] = {
            "SizeBytes": options.get("sizeBytes") or 0,
            "Mode": options.get("mode") or 0,
        }
    return body


def render_update(inputs: Inputs) -> Body:
    """Body of POST /containers/{id}/update: all that can be changed, as it is wanted."""
    body: Body = {"HostConfig": {}}
    for field in FIELDS:
        if field.property in UPDATABLE and inputs.get(field.property) not in (None, ""):
            field.write(inputs[field.property], body)
    update = dict(body["HostConfig"])
    if "Memory" in update and "MemorySwap" not in update:
        # The engine doubled the limit when the container was created, and refuses a limit above it.
        update["MemorySwap"] = 2 * update["Memory"]
    return update


def render_endpoint(network: Inputs) -> Body:
    """Settings of one attachment to a network."""
    address = {
        "IPv4Address": network.get("ipv4Address") or "",
        "IPv6Address": network.get("ipv6Address") or "",
        "LinkLocalIPs": list(network.get("linkLocalIps") or []),
    }
    body: Body = {"Aliases": list(network.get("aliases") or [])}
    if any(address.values()):
        body["IPAMConfig"] = {key: value for key, value in address.items() if value}
    if network.get("macAddress"):
        body["MacAddress"] = network["macAddress"]
    if network.get("driverOpts"):
        body["DriverOpts"] = dict(option.partition("=")[::2] for option in network["driverOpts"])
    return body
