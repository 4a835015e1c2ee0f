"""Readers of a container's structured properties: inspection -> the form that programs write."""

from collections.abc import Callable, Mapping
from typing import Any

from infra.plugins.docker_provider.duration import render_duration
from infra.plugins.docker_provider.values import Value

Inspection = Mapping[str, Any]
Reader = Callable[[Inspection, Mapping[str, Any], Any], Any]
"""Inspection, the image's own configuration, the last known value -> the value now."""


def _envs(inspection: Inspection, own: Mapping[str, Any], prior: Value) -> list[str]:
    kept = set(prior or [])
    inherited = set(own.get("Env") or []) - kept
    return [entry for entry in inspection["Config"]["Env"] or [] if entry not in inherited]


def _labels(inspection: Inspection, own: Mapping[str, Any], prior: Value) -> list[Any]:
    kept = {entry["label"] for entry in prior or []}
    inherited = {k: v for k, v in (own.get("Labels") or {}).items() if k not in kept}
    return [
        {"label": key, "value": value}
        for key, value in sorted((inspection["Config"]["Labels"] or {}).items())
        if inherited.get(key) != value
    ]


def _healthcheck(inspection: Inspection, own: Mapping[str, Any], prior: Value) -> Value:
    check = inspection["Config"].get("Healthcheck")
    if not check or (check == own.get("Healthcheck") and not prior):
        return None
    return {
        "tests": list(check.get("Test") or []),
        "interval": render_duration(check.get("Interval") or 0),
        "timeout": render_duration(check.get("Timeout") or 0),
        "startPeriod": render_duration(check.get("StartPeriod") or 0),
        "retries": check.get("Retries") or 0,
    }


def _capabilities(inspection: Inspection, _own: Mapping[str, Any], _prior: Value) -> Value:
    host = inspection["HostConfig"]
    found = {"adds": list(host.get("CapAdd") or []), "drops": list(host.get("CapDrop") or [])}
    return {key: value for key, value in found.items() if value}


def _hosts(inspection: Inspection, _own: Mapping[str, Any], _prior: Value) -> list[Any]:
    entries = [e.partition(":") for e in inspection["HostConfig"].get("ExtraHosts") or []]
    return [{"host": host, "ip": address} for host, _, address in entries]


def _ulimits(inspection: Inspection, _own: Mapping[str, Any], _prior: Value) -> list[Any]:
    return [
        {"name": limit["Name"], "soft": limit["Soft"], "hard": limit["Hard"]}
        for limit in inspection["HostConfig"].get("Ulimits") or []
    ]


def _ports(inspection: Inspection, _own: Mapping[str, Any], _prior: Value) -> list[Any]:
    """Wanted bindings; a port that was left open is reported as the engine chose it."""
    bound = inspection["NetworkSettings"].get("Ports") or {}
    found = []
    for key, bindings in sorted((inspection["HostConfig"].get("PortBindings") or {}).items()):
        internal, _, protocol = key.partition("/")
        chosen = bound.get(key) or []
        for index, binding in enumerate(bindings or []):
            actual = chosen[index]["HostPort"] if index < len(chosen) else ""
            external = binding.get("HostPort") or actual
            port: dict[str, Any] = {"internal": int(internal), "protocol": protocol}
            port["ip"] = binding.get("HostIp") or "0.0.0.0"  # noqa: S104 - what empty means
            if external:
                port["external"] = int(external)
            found.append(port)
    return found


def _volumes(inspection: Inspection, own: Mapping[str, Any], _prior: Value) -> list[Any]:
    host = inspection["HostConfig"]
    found: list[dict[str, Any]] = []
    for bind in host.get("Binds") or []:
        source, path, mode = (*bind.split(":"), "rw")[:3]
        key = "hostPath" if source.startswith("/") else "volumeName"
        read_only = "ro" in mode.split(",")
        found.append(
            {"containerPath": path, key: source} | ({"readOnly": True} if read_only else {})
        )
    bound = {volume["containerPath"] for volume in found}
    inherited = set(own.get("Volumes") or {})
    anonymous = set(inspection["Config"].get("Volumes") or {}) - bound - inherited
    found.extend({"containerPath": path} for path in sorted(anonymous))
    for source in host.get("VolumesFrom") or []:
        name, _, mode = source.partition(":")
        found.append({"fromContainer": name} | ({"readOnly": True} if mode == "ro" else {}))
    return found


def _mounts(inspection: Inspection, _own: Mapping[str, Any], _prior: Value) -> list[Any]:
    return [_mount(mount) for mount in inspection["HostConfig"].get("Mounts") or []]


def _mount(mount: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"type": mount["Type"], "target": mount["Target"]}
    found["source"] = mount.get("Source") or ""
    found["readOnly"] = bool(mount.get("ReadOnly"))
    if options := mount.get("BindOptions"):
        found["bindOptions"] = {"propagation": options.get("Propagation") or ""}
    if options := mount.get("VolumeOptions"):
        driver = options.get("DriverConfig") or {}
        found["volumeOptions"] = {
            "noCopy": bool(options.get("NoCopy")),
            "labels": [{"label": k, "value": v} for k, v in (options.get("Labels") or {}).items()],
            "driverName": driver.get("Name") or "",
            "driverOptions": driver.get("Options") or {},
        }
    if options := mount.get("TmpfsOptions"):
        size, mode = options.get("SizeBytes") or 0, options.get("Mode") or 0
        found["tmpfsOptions"] = {"sizeBytes": size, "mode": mode}
    return found


def _networks(inspection: Inspection, _own: Mapping[str, Any], prior: Value) -> list[Any]:
    """Attachments that the program made, and others that somebody added by hand."""
    attached = dict(inspection["NetworkSettings"]["Networks"] or {})
    by_name = {name: name for name in attached}
    by_name.update(
        {facts["NetworkID"]: name for name, facts in attached.items() if facts["NetworkID"]}
    )
    found = []
    for wanted in prior or []:
        name = by_name.get(wanted["name"])
        if name is not None:
            found.append(_attachment(wanted, attached.pop(name), inspection["Id"]))
    own_mode = inspection["HostConfig"].get("NetworkMode") or "default"
    # Without attachments of its own, a container is where its network mode puts it.
    expected = set() if prior else {own_mode, *({"bridge"} if own_mode == "default" else ())}
    found.extend({"name": name} for name in sorted(set(attached) - expected))
    return found


def _attachment(
    wanted: Mapping[str, Any],
    facts: Mapping[str, Any],
    container_id: str,
) -> dict[str, Any]:
    """One attachment as it is, in the words of `wanted`."""
    # The engine adds the short id to the aliases (before API 1.45).
    aliases = [a for a in facts.get("Aliases") or [] if a != container_id[:12]]
    configured = facts.get("IPAMConfig") or {}
    found = {
        "name": wanted["name"],
        "aliases": aliases,
        "ipv4Address": configured.get("IPv4Address"),
        "ipv6Address": configured.get("IPv6Address"),
        "linkLocalIps": configured.get("LinkLocalIPs"),
        "driverOpts": [f"{k}={v}" for k, v in (facts.get("DriverOpts") or {}).items()],
        # The engine makes up an address that nobody asked for.
        "macAddress": facts.get("MacAddress") if wanted.get("macAddress") else None,
    }
    return {key: value for key, value in found.items() if value}


NESTED_READERS: Mapping[str, Reader] = {
    "capabilities": _capabilities,
    "envs": _envs,
    "healthcheck": _healthcheck,
    "hosts": _hosts,
    "labels": _labels,
    "mounts": _mounts,
    "networksAdvanced": _networks,
    "ports": _ports,
    "ulimits": _ulimits,
    "volumes": _volumes,
}
