"""Checks of what the engine was told: limits, life cycle, and what of the host is shared."""

from tests.audit.expected import Expected
from tests.audit.facts import Facts

_LOG_LIMITS = ("max-size", "max-file")
_SAFE_SYSCTLS = frozenset({"net.ipv4.ip_unprivileged_port_start"})
"""Pod Security Standards, restricted: the safe set, of which the engine itself sets this one."""


def check_memory_limit(facts: Facts, expected: Expected) -> list[str]:
    """Memory is limited, and swap does not extend the limit."""
    memory = facts.inspected("HostConfig.Memory")
    swap = facts.inspected("HostConfig.MemorySwap")
    findings = []
    if memory <= 0 or memory != expected.memory_limit_bytes:
        findings.append(f"memory limit is {memory} B, declared {expected.memory_limit_bytes} B")
    if swap != memory:
        findings.append(f"memory and swap together are {swap} B, expected {memory} B")
    return findings


def check_cpu_limit(facts: Facts, expected: Expected) -> list[str]:
    """CPU time is limited."""
    host = facts.inspected("HostConfig")
    period, quota = host.get("CpuPeriod") or 0, host.get("CpuQuota") or 0
    nanos = host.get("NanoCpus") or (quota * 1_000_000_000 // period if period > 0 else 0)
    if nanos > 0 and nanos == expected.cpu_nanos:
        return []
    return [f"CPU limit is {nanos} nano-CPUs, declared {expected.cpu_nanos}"]


def check_pids_limit(facts: Facts, expected: Expected) -> list[str]:
    """The number of processes in the container is limited as declared."""
    limit = facts.inspected("HostConfig").get("PidsLimit") or 0
    if limit > 0 and limit == expected.pids_limit:
        return []
    return [f"PIDs limit is {limit}, declared {expected.pids_limit}"]


def check_restart_policy(facts: Facts, expected: Expected) -> list[str]:
    """A failing workload is restarted as declared."""
    policy = facts.inspected("HostConfig.RestartPolicy")
    found = (policy["Name"], policy["MaximumRetryCount"])
    wanted = (expected.restart_policy, expected.restart_most)
    return [] if found == wanted else [f"restart policy is {found}, declared {wanted}"]


def check_init(facts: Facts, expected: Expected) -> list[str]:  # noqa: ARG001
    """An init process reaps children and forwards signals."""
    return [] if facts.inspected("HostConfig").get("Init") is True else ["there is no init process"]


def check_health(facts: Facts, expected: Expected) -> list[str]:  # noqa: ARG001
    """The workload has a health check and it says healthy."""
    health = facts.inspected("State").get("Health")
    if not health:
        return ["there is no health check"]
    return [] if health["Status"] == "healthy" else [f"health is {health['Status']}"]


def check_log_limits(facts: Facts, expected: Expected) -> list[str]:  # noqa: ARG001
    """Logs cannot fill the host's disk."""
    log = facts.inspected("HostConfig.LogConfig")
    options = log.get("Config") or {}
    return [
        f"log option {option} is not set for driver {log['Type']}"
        for option in _LOG_LIMITS
        if not options.get(option)
    ]


def check_not_privileged(facts: Facts, expected: Expected) -> list[str]:  # noqa: ARG001
    """The container is not privileged."""
    return ["privileged"] if facts.inspected("HostConfig.Privileged") is not False else []


def check_host_namespaces(facts: Facts, expected: Expected) -> list[str]:  # noqa: ARG001
    """No namespace is shared with the host or with another container."""
    findings = []
    for key in ("PidMode", "IpcMode", "UTSMode", "UsernsMode", "NetworkMode"):
        mode = facts.inspected(f"HostConfig.{key}")
        if mode == "host" or mode.startswith("container:"):
            findings.append(f"{key} is {mode}")
    return findings


def check_devices(facts: Facts, expected: Expected) -> list[str]:  # noqa: ARG001
    """No device of the host is given to the container."""
    host = facts.inspected("HostConfig")
    keys = ("DeviceRequests", "DeviceCgroupRules")
    findings = [f"{key}: {host[key]}" for key in keys if host.get(key)]
    if devices := facts.inspected("HostConfig.Devices"):
        findings.append(f"Devices: {devices}")
    return findings


def check_sysctls(facts: Facts, expected: Expected) -> list[str]:  # noqa: ARG001
    """No kernel parameter is changed outside the safe set."""
    changed = set(facts.inspected("HostConfig").get("Sysctls") or {})
    return [f"sysctl {name} is set" for name in sorted(changed - _SAFE_SYSCTLS)]


def check_cgroup_parent(facts: Facts, expected: Expected) -> list[str]:  # noqa: ARG001
    """The container is in the engine's own control group."""
    parent = facts.inspected("HostConfig.CgroupParent")
    return [f"control group parent is {parent}"] if parent else []


def check_masked_paths(facts: Facts, expected: Expected) -> list[str]:  # noqa: ARG001
    """The sensitive parts of /proc stay masked and read-only."""
    host = facts.inspected("HostConfig")
    return [
        f"{key} is empty; do not use systempaths=unconfined"
        for key in ("MaskedPaths", "ReadonlyPaths")
        if not host.get(key)
    ]


def check_no_swarm(facts: Facts, expected: Expected) -> list[str]:  # noqa: ARG001
    """The engine is in no swarm: it serves this host only."""
    state = facts.follow(facts.engine, "Swarm.LocalNodeState", "engine")
    return [] if state == "inactive" else [f"swarm mode is {state}"]
