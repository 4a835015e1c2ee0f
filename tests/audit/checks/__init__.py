"""Every check of a running container, by its id.

A check is a pure function of what was seen and what was declared; it returns its findings and
raises `CouldNotLookError` where it cannot tell. Which controls a check proves is said once, in
`policies/controls/`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from policies.accepted import CONSOLES
from tests.audit.checks import engine, filesystem, image, network, process, redis, secret
from tests.audit.expected import Expected
from tests.audit.facts import CouldNotLookError, Facts

CheckFunction = Callable[[Facts, Expected], list[str]]


def _always(facts: Facts, expected: Expected) -> str:
    del facts, expected
    return ""


@dataclass(frozen=True, slots=True)
class Check:
    """A check, and when it does not apply."""

    function: CheckFunction
    not_applicable: Callable[[Facts, Expected], str] = _always
    """Reason why the check does not apply to what was seen; empty if it does."""


def _without_apparmor(facts: Facts, expected: Expected) -> str:
    del expected
    return _without_security_option(facts, "apparmor", "AppArmor")


def _without_selinux(facts: Facts, expected: Expected) -> str:
    del expected
    return _without_security_option(facts, "selinux", "SELinux")


def _without_security_option(facts: Facts, name: str, title: str) -> str:
    if "SecurityOptions" not in facts.engine:
        raise CouldNotLookError("the engine does not report its security options")
    present = any(option.startswith(f"name={name}") for option in facts.engine["SecurityOptions"])
    return "" if present else f"the engine reports that this host has no {title}"


def _shell_is_declared(facts: Facts, expected: Expected) -> str:
    del facts
    return f"declared: {expected.shell_reason}" if expected.shell_reason else ""


def _no_python(facts: Facts, expected: Expected) -> str:
    del facts
    return "" if expected.runs_python else "the image has no Python"


def _no_health_check(facts: Facts, expected: Expected) -> str:
    del facts
    return expected.no_health_reason


def _no_pids_limit(facts: Facts, expected: Expected) -> str:
    del facts
    if expected.pids_limit:
        return ""
    return "no PIDs limit is declared: the Pulumi provider cannot set one"


def _no_redis(facts: Facts, expected: Expected) -> str:
    del facts
    return "" if expected.redis_users else "it is no Redis server"


def _no_other_workload(facts: Facts, expected: Expected) -> str:
    del facts
    if expected.reachable or expected.unreachable:
        return ""
    return "nothing is declared about whom it reaches"


def _no_console(facts: Facts, expected: Expected) -> str:
    del facts
    return "" if expected.workload in CONSOLES else "it is no console"


CHECKS: Mapping[str, Check] = {
    "user": Check(process.check_user),
    "capabilities": Check(process.check_capabilities),
    "no-new-privileges": Check(process.check_no_new_privileges),
    "seccomp": Check(process.check_seccomp),
    "ulimits": Check(process.check_ulimits),
    "no-remote-shell": Check(process.check_no_remote_shell),
    "read-only-root": Check(filesystem.check_read_only_root),
    "tmpfs": Check(filesystem.check_tmpfs),
    "no-shell": Check(filesystem.check_no_shell, _shell_is_declared),
    "no-package-manager": Check(filesystem.check_no_package_manager),
    "no-setuid": Check(filesystem.check_no_setuid),
    "mounts": Check(filesystem.check_mounts),
    "mount-propagation": Check(filesystem.check_mount_propagation),
    "no-engine-socket": Check(filesystem.check_no_engine_socket),
    "no-bytecode": Check(filesystem.check_bytecode, _no_python),
    "secret-files": Check(secret.check_secret_files),
    "secret-values": Check(secret.check_secret_values),
    "environment": Check(secret.check_environment),
    "listening-ports": Check(network.check_listening_ports),
    "networks": Check(network.check_networks),
    "no-internet": Check(network.check_no_internet),
    "reach": Check(network.check_reach, _no_other_workload),
    "console-reach": Check(network.check_console_reach, _no_console),
    "published-ports": Check(network.check_published_ports),
    "published-addresses": Check(network.check_published_addresses),
    "redis-users": Check(redis.check_redis_users, _no_redis),
    "redis-log": Check(redis.check_redis_log, _no_redis),
    "memory-limit": Check(engine.check_memory_limit),
    "cpu-limit": Check(engine.check_cpu_limit),
    "pids-limit": Check(engine.check_pids_limit, _no_pids_limit),
    "restart-policy": Check(engine.check_restart_policy),
    "init": Check(engine.check_init),
    "health": Check(engine.check_health, _no_health_check),
    "log-limits": Check(engine.check_log_limits),
    "not-privileged": Check(engine.check_not_privileged),
    "host-namespaces": Check(engine.check_host_namespaces),
    "devices": Check(engine.check_devices),
    "sysctls": Check(engine.check_sysctls),
    "cgroup-parent": Check(engine.check_cgroup_parent),
    "masked-paths": Check(engine.check_masked_paths),
    "no-swarm": Check(engine.check_no_swarm),
    "image-digest": Check(image.check_image_digest),
    "image-user": Check(image.check_image_user),
    "image-history": Check(image.check_image_history),
    "apparmor": Check(image.check_apparmor, _without_apparmor),
    "selinux": Check(image.check_selinux, _without_selinux),
}
