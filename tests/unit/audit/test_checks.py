"""One fact spoilt at a time: exactly the check that reads it has to fail."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.audit.checks import CHECKS
from tests.audit.facts import Facts, SecretSearch, Section, Sighting
from tests.audit.results import FAIL, PASS
from tests.audit.run import judge
from tests.support.audit_facts import (
    APART,
    EXPECTED,
    good_facts,
    outcomes_of,
    with_container,
    with_section,
)

Spoil = Callable[[Facts], Facts]
_MASQUERADE = "com.docker.network.bridge.enable_ip_masquerade"


def _section(name: str, old: str, new: str) -> Spoil:
    return lambda facts: with_section(facts, name, old, new)


def _container(path: str, value: object) -> Spoil:
    return lambda facts: with_container(facts, path, value)


def _status(old: str, new: str) -> Spoil:
    return _section("status 1", old, new)


def _second_process(facts: Facts) -> Facts:
    first = facts.sections["status 1"]
    text = first.output.replace("Uid:\t1000", "Uid:\t0").replace("python3", "sh")
    added = {"status 9": Section(text, 0), "environ 9": Section("", 0)}
    return replace(facts, sections={**facts.sections, **added})


def _mount(value: Mapping[str, Any]) -> Spoil:
    return lambda facts: with_container(facts, "Mounts", [*facts.container["Mounts"], value])


def _network(name: str, **changes: object) -> Spoil:
    return lambda facts: replace(
        facts, networks={**facts.networks, name: {**facts.networks[name], **changes}}
    )


def _extra_network(facts: Facts) -> Facts:
    found = facts.networks["novaos-test-data"]
    return replace(facts, networks={**facts.networks, "novaos-test-other": found})


def _image(**changes: object) -> Spoil:
    return lambda facts: replace(facts, image={**facts.image, **changes})


def _sighting(facts: Facts) -> Facts:
    seen = (Sighting("agent_shared_token", "logs"),)
    return replace(facts, secret_search=SecretSearch(("logs",), seen, (), 3))


_PROGRAM = "755\t0\t0\tf\tusr/bin/python3.13\0"
_SECRET = "400\t1000\t1000\tf\tagent_shared_token\0"  # noqa: S105 - a file's entry
_LISTEN = "   1: {address}:1F90 00000000:0000 {state} 00000000:00000000\n"
_OPEN = {"8760/tcp": [{"HostIp": "0.0.0.0", "HostPort": "23760"}]}  # noqa: S104

SPOILT: list[tuple[str, str, Spoil]] = [
    ("user", "root in the configuration", _container("Config.User", "0:0")),
    ("user", "user by name", _container("Config.User", "app")),
    ("user", "PID 1 is root", _status("Uid:\t1000", "Uid:\t0")),
    ("user", "a second process is root", _second_process),
    ("user", "group is root", _status("Gid:\t1000\t1000", "Gid:\t1000\t0")),
    ("capabilities", "effective", _status("CapEff:\t00000000", "CapEff:\t00000004")),
    ("capabilities", "bounding", _status("CapBnd:\t00000000", "CapBnd:\ta80425fb")),
    ("capabilities", "not dropped", _container("HostConfig.CapDrop", None)),
    ("capabilities", "one added", _container("HostConfig.CapAdd", ["NET_ADMIN"])),
    ("no-new-privileges", "in force", _status("NoNewPrivs:\t1", "NoNewPrivs:\t0")),
    ("no-new-privileges", "set", _container("HostConfig.SecurityOpt", [])),
    ("seccomp", "off", _status("Seccomp:\t2", "Seccomp:\t0")),
    ("seccomp", "unconfined", _container(
        "HostConfig.SecurityOpt", ["no-new-privileges:true", "seccomp=unconfined"])),
    ("ulimits", "nofile", _section("limits", "8192  ", "1024  ")),
    ("ulimits", "nproc", _section("limits", "4096                 4096", "unlimited  unlimited ")),
    ("no-remote-shell", "sshd", _status("Name:\tpython3", "Name:\tsshd")),
    ("read-only-root", "flag", _container("HostConfig.ReadonlyRootfs", value=False)),
    ("read-only-root", "mount", _section("mounts", "/ / ro,", "/ / rw,")),
    ("tmpfs", "size", _section("mounts", "size=32768k", "size=65536k")),
    ("tmpfs", "executable", _section("mounts", "nodev,noexec,", "nodev,")),
    ("tmpfs", "owner", _section("mounts", "uid=1000", "uid=0")),
    ("tmpfs", "mode", _section("tmpfs-folders", "1777", "777")),
    ("tmpfs", "absent", _section("mounts", " /tmp ", " /other ")),
    ("tmpfs", "one too many", _container("HostConfig.Tmpfs", {"/tmp": "", "/cache": ""})),  # noqa: S108
    ("no-shell", "dash", _section("programs", _PROGRAM, _PROGRAM + "755\t0\t0\tf\tusr/bin/dash\0")),
    ("no-shell", "a link", _section("programs", _PROGRAM, _PROGRAM + "777\t0\t0\tl\tusr/bin/sh\0")),
    ("no-package-manager", "apt",
     _section("programs", _PROGRAM, _PROGRAM + "755\t0\t0\tf\tusr/bin/apt-get\0")),
    ("no-setuid", "setuid", _section("programs", "755\t0\t0\tf", "4755\t0\t0\tf")),
    ("no-setuid", "setgid", _section("programs", "755\t0\t0\tf", "2755\t0\t0\tf")),
    ("mounts", "bind", _mount(
        {"Type": "bind", "Source": "/etc", "Destination": "/x", "RW": False})),
    ("mounts", "volume", _mount({"Type": "volume", "Name": "v", "Destination": "/x", "RW": True})),
    ("mounts", "missing", _container("Mounts", [])),
    ("mount-propagation", "shared", lambda facts: with_container(
        facts, "Mounts", [{**facts.container["Mounts"][0], "Propagation": "rshared"}])),
    ("no-engine-socket", "mounted", _section(
        "mounts", "lowerdir=/a\n", "lowerdir=/a\n9 72 0:1 / /docker.sock rw - ext4 /dev/x rw\n")),
    ("no-bytecode", "unset", _container("Config.Env", [])),
    ("secret-files", "readable by all", _section("secrets", "400\t", "444\t")),
    ("secret-files", "owner", _section("secrets", "1000\t1000", "0\t0")),
    ("secret-files", "undeclared",
     _section("secrets", _SECRET, _SECRET + _SECRET.replace("agent_shared", "other"))),
    ("secret-files", "missing", _section("secrets", _SECRET, "")),
    ("secret-files", "writable", _section("mounts", "/run/secrets ro", "/run/secrets rw")),
    ("secret-values", "seen", _sighting),
    ("environment", "telling name", _section("environ 1", "TOKEN_FILE=", "TOKEN=")),
    ("environment", "password in an address", _section("environ 1", "/usr/bin", "redis://u:p@h/1")),
    ("environment", "value", _section("environ 1", "/usr/bin", "[secret x]")),
    ("listening-ports", "one more",
     _section("tcp6", "rx_queue\n", "rx_queue\n" + _LISTEN.format(address="0" * 32, state="0A"))),
    ("listening-ports", "none", _section("tcp", " 0A ", " 01 ")),
    ("listening-ports", "udp",
     _section("udp6", "rx_queue\n", "rx_queue\n" + _LISTEN.format(address="0" * 32, state="07"))),
    ("networks", "one more", _extra_network),
    ("networks", "not internal", _network(
        "novaos-test-data", Internal=False, Options={_MASQUERADE: "false"})),
    ("networks", "one less", lambda facts: replace(
        facts, networks={"novaos-test-edge": facts.networks["novaos-test-edge"]})),
    ("no-internet", "masquerade", _network("novaos-test-edge", Options={})),
    ("no-internet", "strange route", _section("routes", "010012AC", "0100000A")),
    ("no-internet", "an answer", _section("connection", "refused: TimeoutError", "connected")),
    ("reach", "open way", _section("reach", "6379 closed OSError", "6379 open")),
    ("reach", "a refusal", _section("reach", "OSError", "ConnectionRefusedError")),
    ("reach", "closed way", _section("reach", "5432 open", "5432 closed OSError")),
    ("redis-users", "one more", _section(
        "redis-acl", "user probe", "user stray on nopass -@all\nuser probe")),
    ("redis-users", "one less", _section("redis-acl", "user probe", "probe")),
    ("redis-users", "more rights", _section("redis-acl", "+ping", "+ping +flushall ~*")),
    ("redis-users", "less rights", _section("redis-acl", "+ping", "")),
    ("redis-users", "default on", _section("redis-acl", "default off", "default on")),
    ("redis-log", "a refusal", _section("redis-log", "\n", "count\n1\nreason\nkey\n")),
    ("published-ports", "another", _container("HostConfig.PortBindings", {
        "8760/tcp": [{"HostIp": "127.0.0.1", "HostPort": "23760"}],
        "9/tcp": [{"HostIp": "127.0.0.1", "HostPort": "9999"}]})),
    ("published-ports", "none", _container("HostConfig.PortBindings", {})),
    ("published-ports", "all", _container("HostConfig.PublishAllPorts", value=True)),
    ("memory-limit", "none", _container("HostConfig.Memory", 0)),
    ("memory-limit", "swap", _container("HostConfig.MemorySwap", -1)),
    ("cpu-limit", "none", _container("HostConfig.NanoCpus", 0)),
    ("pids-limit", "none", _container("HostConfig.PidsLimit", None)),
    ("pids-limit", "unlimited", _container("HostConfig.PidsLimit", -1)),
    ("restart-policy", "always", _container(
        "HostConfig.RestartPolicy", {"Name": "always", "MaximumRetryCount": 0})),
    ("init", "none", _container("HostConfig.Init", None)),
    ("health", "unhealthy", _container("State.Health", {"Status": "unhealthy"})),
    ("health", "no check", _container("State.Health", None)),
    ("log-limits", "none", _container("HostConfig.LogConfig", {"Type": "json-file", "Config": {}})),
    ("not-privileged", "privileged", _container("HostConfig.Privileged", value=True)),
    ("host-namespaces", "pid", _container("HostConfig.PidMode", "host")),
    ("host-namespaces", "ipc", _container("HostConfig.IpcMode", "host")),
    ("host-namespaces", "uts", _container("HostConfig.UTSMode", "host")),
    ("host-namespaces", "network", _container("HostConfig.NetworkMode", "host")),
    ("host-namespaces", "another's", _container("HostConfig.PidMode", "container:x")),
    ("devices", "device", _container("HostConfig.Devices", [{"PathOnHost": "/dev/fuse"}])),
    ("sysctls", "set", _container("HostConfig.Sysctls", {"kernel.msgmax": "1"})),
    ("cgroup-parent", "set", _container("HostConfig.CgroupParent", "/other")),
    ("masked-paths", "unmasked", _container("HostConfig.MaskedPaths", [])),
    ("no-swarm", "active", lambda facts: replace(
        facts, engine={**facts.engine, "Swarm": {"LocalNodeState": "active"}})),
    ("image-digest", "tag", _container("Config.Image", "core-api:latest")),
    ("image-digest", "another image", _container("Image", "sha256:" + "0" * 64)),
    ("image-digest", "another repository", _image(RepoDigests=[])),
    ("image-user", "root", _image(Config={"User": ""})),
    ("image-user", "name", _image(Config={"User": "app"})),
    ("image-history", "ADD", _image(History=[{"CreatedBy": "ADD rootfs.tar /"}])),
    ("apparmor", "unconfined", lambda facts: replace(
        facts, container={**facts.container, "AppArmorProfile": "unconfined"})),
    ("selinux", "none", lambda facts: replace(
        facts, container={**facts.container, "ProcessLabel": ""})),
]  # fmt: skip


def test_declared_container_passes_every_check() -> None:
    assert set(outcomes_of(good_facts()).values()) == {PASS}


@pytest.mark.parametrize(
    ("check", "spoil"),
    [pytest.param(check, spoil, id=f"{check}: {defect}") for check, defect, spoil in SPOILT],
)
def test_one_spoilt_fact_fails_exactly_its_check(check: str, spoil: Spoil) -> None:
    outcomes = outcomes_of(spoil(good_facts()))
    assert [name for name, outcome in outcomes.items() if outcome != PASS] == [check]
    assert outcomes[check] == FAIL


def test_published_on_all_addresses_fails_both_port_checks() -> None:
    outcomes = outcomes_of(with_container(good_facts(), "HostConfig.PortBindings", _OPEN))
    assert {name for name, outcome in outcomes.items() if outcome == FAIL} == {
        "published-ports",
        "published-addresses",
    }


def test_privileged_host_port_is_found() -> None:
    low = {"8760/tcp": [{"HostIp": "127.0.0.1", "HostPort": "80"}]}
    facts = with_container(good_facts(), "HostConfig.PortBindings", low)
    assert judge("published-addresses", facts, EXPECTED).outcome == FAIL


def test_every_check_has_a_spoilt_fact() -> None:
    assert {check for check, _, _ in SPOILT} | {"published-addresses"} | APART == set(CHECKS)
