"""Where each plain property of a container lives in the engine's API, to write and to read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infra.plugins.docker_provider.values import Value

_MIB = 1024 * 1024
_NANO = 10**9


@dataclass(frozen=True, slots=True)
class Field:
    """One property and its place in the body of POST /containers/create and of the inspection."""

    property: str
    path: tuple[str, ...]
    unit: int = 1
    """What one unit of the property is in units of the engine; -1 stays -1 (no limit)."""

    def write(self, value: Value, body: dict[str, Any]) -> None:
        """Put `value` into `body`."""
        target = body
        for key in self.path[:-1]:
            target = target.setdefault(key, {})
        target[self.path[-1]] = value * self.unit if self.unit != 1 and value > 0 else value

    def read(self, inspection: Mapping[str, Any]) -> Value:
        """Take the value out of an inspection; None if the engine does not report it."""
        found: Value = inspection
        for key in self.path if self.path[0] == "HostConfig" else ("Config", *self.path):
            found = found.get(key) if isinstance(found, Mapping) else None
        if self.unit != 1 and isinstance(found, int) and found > 0:
            return found // self.unit
        return found


def _host(name: str, key: str, unit: int = 1) -> Field:
    return Field(name, ("HostConfig", key), unit)


FIELDS = (
    Field("command", ("Cmd",)),
    Field("domainname", ("Domainname",)),
    Field("entrypoints", ("Entrypoint",)),
    Field("hostname", ("Hostname",)),
    Field("stdinOpen", ("OpenStdin",)),
    Field("stopSignal", ("StopSignal",)),
    Field("stopTimeout", ("StopTimeout",)),
    Field("tty", ("Tty",)),
    Field("user", ("User",)),
    Field("workingDir", ("WorkingDir",)),
    _host("cgroupParent", "CgroupParent"),
    _host("cgroupnsMode", "CgroupnsMode"),
    _host("cpuPeriod", "CpuPeriod"),
    _host("cpuQuota", "CpuQuota"),
    _host("cpuSet", "CpusetCpus"),
    _host("cpuShares", "CpuShares"),
    _host("dns", "Dns"),
    _host("dnsOpts", "DnsOptions"),
    _host("dnsSearches", "DnsSearch"),
    _host("groupAdds", "GroupAdd"),
    _host("init", "Init"),
    _host("ipcMode", "IpcMode"),
    Field("logDriver", ("HostConfig", "LogConfig", "Type")),
    Field("logOpts", ("HostConfig", "LogConfig", "Config")),
    Field("maxRetryCount", ("HostConfig", "RestartPolicy", "MaximumRetryCount")),
    _host("memory", "Memory", _MIB),
    _host("memoryReservation", "MemoryReservation", _MIB),
    _host("memorySwap", "MemorySwap", _MIB),
    _host("networkMode", "NetworkMode"),
    _host("pidMode", "PidMode"),
    _host("privileged", "Privileged"),
    _host("publishAllPorts", "PublishAllPorts"),
    _host("readOnly", "ReadonlyRootfs"),
    Field("restart", ("HostConfig", "RestartPolicy", "Name")),
    _host("rm", "AutoRemove"),
    _host("runtime", "Runtime"),
    _host("securityOpts", "SecurityOpt"),
    _host("shmSize", "ShmSize", _MIB),
    _host("sysctls", "Sysctls"),
    _host("tmpfs", "Tmpfs"),
    _host("usernsMode", "UsernsMode"),
)

UPDATABLE = (
    "cpuPeriod",
    "cpuQuota",
    "cpuSet",
    "cpuShares",
    "maxRetryCount",
    "memory",
    "memoryReservation",
    "memorySwap",
    "restart",
)
"""What POST /containers/{id}/update changes on a container that exists."""

BEHAVIOUR = (
    "attach",
    "containerReadRefreshTimeoutMilliseconds",
    "destroyGraceSeconds",
    "logs",
    "mustRun",
    "removeVolumes",
    "start",
    "wait",
    "waitTimeout",
)
"""What only tells this plugin how to treat the container; the engine never hears of it."""


def parse_nano_cpus(cpus: str) -> int:
    """Read `1.5` processors as the engine counts them."""
    return round(float(cpus) * _NANO)


def render_cpus(nano_cpus: int) -> str:
    """Write the engine's count as the property is written."""
    return f"{nano_cpus / _NANO:g}"
