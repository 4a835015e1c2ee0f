"""Facts of a container that is exactly as declared, to be spoilt one fact at a time."""

import copy
from dataclasses import replace
from typing import Any

from tests.audit.checks import CHECKS
from tests.audit.expected import Expected, PublishedPort
from tests.audit.facts import Facts, SecretSearch, Section
from tests.audit.run import judge

DIGEST = "sha256:" + "d" * 64
CONFIG = "sha256:" + "c" * 64
IMAGE = f"127.0.0.1:5760/novaos-test/core-api@{DIGEST}"
TMPFS = "rw,noexec,nosuid,nodev,size=32m,uid=1000,gid=1000,mode=1777"
_STATUS = """Name:\tpython3
Uid:\t1000\t1000\t1000\t1000
Gid:\t1000\t1000\t1000\t1000
CapInh:\t0000000000000000
CapPrm:\t0000000000000000
CapEff:\t0000000000000000
CapBnd:\t0000000000000000
CapAmb:\t0000000000000000
NoNewPrivs:\t1
Seccomp:\t2
"""
_LIMITS = """Limit                     Soft Limit           Hard Limit           Units
Max processes             4096                 4096                 processes
Max open files            8192                 8192                 files
"""
_MOUNTS = (
    "72 48 0:39 / / ro,relatime master:2 - overlay overlay rw,lowerdir=/a\n"
    "73 72 0:40 / /tmp rw,nosuid,nodev,noexec,relatime - tmpfs tmpfs "
    "rw,size=32768k,uid=1000,gid=1000\n"
    "74 72 0:41 / /run/secrets ro,relatime - ext4 /dev/root rw\n"
)
_SOCKETS = "  sl  local_address rem_address   st tx_queue rx_queue\n"
_LISTENING = _SOCKETS + "   0: 00000000:2238 00000000:0000 0A 00000000:00000000\n"
_RESOLVER = _SOCKETS + "   0: 0B00007F:91C9 00000000:0000 07 00000000:00000000\n"
_ROUTES = "Iface\tDestination\tGateway\nbr\t00000000\t010012AC\nbr\t000012AC\t00000000\n"
_REACH = (
    "postgres 172.18.0.2 5432 open\n"
    "postgres 172.19.0.2 5432 closed TimeoutError\n"
    "redis-brc 172.20.0.2 6379 closed OSError\n"
)
_ACL = (
    "user default off sanitize-payload resetchannels -@all\n"
    "user probe on nopass sanitize-payload resetchannels -@all +ping\n"
)
EXPECTED = Expected(
    workload="core-api",
    container="novaos-test-core-api",
    image=IMAGE,
    image_ids=frozenset({CONFIG, DIGEST}),
    networks={"novaos-test-data": True, "novaos-test-edge": False},
    published=frozenset({PublishedPort("127.0.0.1", 23760, 8760)}),
    listening=frozenset({8760}),
    reachable=frozenset({("postgres", 5432)}),
    unreachable=frozenset({("redis-brc", 6379)}),
    redis_users={"default": frozenset({"off"}), "probe": frozenset({"on", "nopass", "+ping"})},
    secrets=frozenset({"agent_shared_token"}),
    volumes={"/run/secrets": ("novaos-test-core-api-secrets", True)},
    tmpfs={"/tmp": frozenset(TMPFS.split(","))},  # noqa: S108 - a mount point in a container
    memory_limit_bytes=64 << 20,
    cpu_nanos=500_000_000,
    pids_limit=128,
    restart_policy="unless-stopped",
    restart_most=0,
    runs_python=True,
)


def good_facts() -> Facts:
    """Facts in which every check finds what it wants."""
    return Facts(
        workload="core-api",
        collected_at="2026-01-01T00:00:00Z",
        container=_container(),
        image={
            "Id": CONFIG,
            "RepoDigests": [IMAGE],
            "Config": {"User": "1000:1000"},
            "History": [{"CreatedBy": "novaos"}],
        },
        networks={
            "novaos-test-data": _network(internal=True, options=None),
            "novaos-test-edge": _network(
                internal=False,
                options={"com.docker.network.bridge.enable_ip_masquerade": "false"},
            ),
        },
        engine={
            "SecurityOptions": ["name=seccomp", "name=apparmor", "name=selinux"],
            "Swarm": {"LocalNodeState": "inactive"},
        },
        sections={name: Section(text, 0) for name, text in _sections().items()},
        secret_search=SecretSearch(("logs",), (), (), 3),
    )


def with_section(facts: Facts, name: str, old: str, new: str) -> Facts:
    """Replace a text in one section of the probe."""
    assert old in facts.sections[name].output
    spoilt = Section(facts.sections[name].output.replace(old, new), 0)
    return replace(facts, sections={**facts.sections, name: spoilt})


def with_container(facts: Facts, path: str, value: object) -> Facts:
    """Set one value of the container's inspect, by its dotted path."""
    container: dict[str, Any] = copy.deepcopy(dict(facts.container))
    *folders, last = path.split(".")
    inner = container
    for folder in folders:
        inner = inner[folder]
    inner[last] = value
    return replace(facts, container=container)


def _network(*, internal: bool, options: dict[str, str] | None) -> dict[str, Any]:
    return {
        "Internal": internal,
        "Options": options,
        "IPAM": {"Config": [{"Gateway": "172.18.0.1"}]},
    }


def _sections() -> dict[str, str]:
    return {
        "root": "reachable\n",
        "limits": _LIMITS,
        "mounts": _MOUNTS,
        "tcp": _LISTENING,
        "tcp6": _SOCKETS,
        "udp": _RESOLVER,
        "udp6": _SOCKETS,
        "routes": _ROUTES,
        "connection": "refused: TimeoutError\n",
        "reach": _REACH,
        "redis-acl": _ACL,
        "redis-log": "\n",
        "tmpfs-folders": "1777\t1000\t1000\td\t/proc/1/root/tmp\0",
        "programs": "755\t0\t0\tf\tusr/bin/python3.13\x00777\t0\t0\tl\tusr/bin/python3\x00",
        "secrets": "400\t1000\t1000\tf\tagent_shared_token\0",
        "status 1": _STATUS,
        "cmdline 1": "/usr/bin/python3\0",
        "environ 1": "PATH=/usr/bin\0TOKEN_FILE=/run/secrets/agent_shared_token\0",
    }


def _container() -> dict[str, Any]:
    return {
        "Image": CONFIG,
        "AppArmorProfile": "docker-default",
        "ProcessLabel": "system_u:system_r:container_t:s0:c1,c2",
        "State": {"Running": True, "Status": "running", "Health": {"Status": "healthy"}},
        "Config": {"User": "1000:1000", "Image": IMAGE, "Env": ["PYTHONDONTWRITEBYTECODE=1"]},
        "Mounts": [
            {"Type": "volume", "Name": "novaos-test-core-api-secrets", "RW": False,
             "Source": "/var/lib/docker/volumes/x", "Destination": "/run/secrets",
             "Propagation": ""},
        ],
        "HostConfig": {
            "CapDrop": ["ALL"], "CapAdd": None, "SecurityOpt": ["no-new-privileges:true"],
            "ReadonlyRootfs": True, "Tmpfs": {"/tmp": TMPFS}, "Binds": None,  # noqa: S108
            "PortBindings": {"8760/tcp": [{"HostIp": "127.0.0.1", "HostPort": "23760"}]},
            "PublishAllPorts": False, "Memory": 64 << 20, "MemorySwap": 64 << 20,
            "NanoCpus": 500_000_000, "PidsLimit": 128, "Init": True, "Privileged": False,
            "RestartPolicy": {"Name": "unless-stopped", "MaximumRetryCount": 0},
            "LogConfig": {"Type": "json-file", "Config": {"max-size": "10m", "max-file": "3"}},
            "PidMode": "", "IpcMode": "private", "UTSMode": "", "UsernsMode": "",
            "NetworkMode": "novaos-test-data", "CgroupnsMode": "host", "Devices": [],
            "DeviceRequests": None, "DeviceCgroupRules": None, "Sysctls": None,
            "CgroupParent": "", "MaskedPaths": ["/proc/kcore"], "ReadonlyPaths": ["/proc/sys"],
        },
    }  # fmt: skip


APART = frozenset({"console-reach"})
"""Checks that ask about another workload than the one here; they have tests of their own."""


def outcomes_of(facts: Facts) -> dict[str, str]:
    """Judge every check of this workload on `facts`."""
    return {check: judge(check, facts, EXPECTED).outcome for check in CHECKS if check not in APART}
