"""Each hardening rule: the rendered container passes, and each loosened one is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from policies.rules import container_hardening as rules
from policies.rules.properties import Properties
from policies.rules.subject import Subject, subject_of
from tests.support.infra import carrier_props, container_props

Check = Callable[[Properties, Subject], list[str]]

_PATH = "/tmp"  # noqa: S108 - a mount point in the container
_TMP = "rw,noexec,nosuid,nodev,size=32m,uid=1000,gid=1000,mode=1777"
LOOSENED: list[tuple[Check, dict[str, Any]]] = [
    (rules.check_read_only_rootfs, {"readOnly": False}),
    (rules.check_read_only_rootfs, {"readOnly": None}),
    (rules.check_read_only_rootfs, {"readOnly": "true"}),
    (rules.check_capabilities, {"capabilities": None}),
    (rules.check_capabilities, {"capabilities": {"drops": ["NET_RAW"]}}),
    (rules.check_capabilities, {"capabilities": {"drops": ["ALL"], "adds": ["SYS_ADMIN"]}}),
    (rules.check_security_options, {"securityOpts": None}),
    (rules.check_security_options, {"securityOpts": ["no-new-privileges:false"]}),
    (
        rules.check_security_options,
        {"securityOpts": ["no-new-privileges:true", "seccomp=unconfined"]},
    ),
    (
        rules.check_security_options,
        {"securityOpts": ["no-new-privileges:true", "apparmor=unconfined"]},
    ),
    (rules.check_not_privileged, {"privileged": True}),
    (rules.check_user, {"user": None}),
    (rules.check_user, {"user": "root"}),
    (rules.check_user, {"user": "0:0"}),
    (rules.check_user, {"user": "app"}),
    (rules.check_user, {"user": "1000"}),
    (rules.check_tmpfs, {"tmpfs": None}),
    (rules.check_tmpfs, {"tmpfs": {_PATH: ""}}),
    (rules.check_tmpfs, {"tmpfs": {_PATH: _TMP.replace("noexec", "exec")}}),
    (rules.check_tmpfs, {"tmpfs": {_PATH: _TMP.replace("size=32m,", "")}}),
    (rules.check_tmpfs, {"tmpfs": {_PATH: _TMP, "/var": _TMP}}),
    (rules.check_ulimits, {"ulimits": None}),
    (rules.check_ulimits, {"ulimits": [{"name": "nofile", "soft": 8192, "hard": 8192}]}),
    (
        rules.check_ulimits,
        {
            "ulimits": [
                {"name": "nofile", "soft": 8192, "hard": 1048576},
                {"name": "nproc", "soft": 4096, "hard": 4096},
            ]
        },
    ),
    (rules.check_memory, {"memory": None, "memorySwap": None}),
    (rules.check_memory, {"memory": 0, "memorySwap": 0}),
    (rules.check_memory, {"memory": True, "memorySwap": True}),
    (rules.check_memory, {"memory": 65536, "memorySwap": 65536}),
    (rules.check_memory, {"memorySwap": -1}),
    (rules.check_cpus, {"cpus": None}),
    (rules.check_cpus, {"cpus": "0"}),
    (rules.check_cpus, {"cpus": "64"}),
    (rules.check_cpus, {"cpus": "nan"}),
    (rules.check_init, {"init": False}),
    (rules.check_health, {"healthcheck": None}),
    (rules.check_health, {"healthcheck": {"tests": ["NONE"]}}),
    (rules.check_health, {"healthcheck": {"tests": ["CMD-SHELL", "true"]}}),
    (rules.check_health, {"wait": False}),
    (rules.check_restart, {"restart": None}),
    (rules.check_restart, {"restart": "no"}),
    (rules.check_logs, {"logDriver": "none"}),
    (rules.check_logs, {"logOpts": None}),
    (rules.check_logs, {"logOpts": {"max-size": "10g", "max-file": "3"}}),
]


@pytest.mark.parametrize("check", dict.fromkeys(check for check, _ in LOOSENED))
@pytest.mark.parametrize("workload", ["postgres", "core-api", "core-api-migrations", "agent-nova"])
def test_rendered_container_is_accepted(check: Check, workload: str) -> None:
    props = container_props(workload)
    assert check(props, subject_of(props, "dev")) == []


@pytest.mark.parametrize("check", dict.fromkeys(check for check, _ in LOOSENED))
def test_rendered_carrier_is_accepted(check: Check) -> None:
    props = carrier_props()
    assert check(props, subject_of(props, "dev")) == []


@pytest.mark.parametrize(("check", "change"), LOOSENED)
def test_loosened_container_is_refused(check: Check, change: dict[str, Any]) -> None:
    props = container_props() | change
    assert check(props, subject_of(props, "dev"))


def test_finding_names_the_fix() -> None:
    props = container_props() | {"readOnly": False}
    found = rules.check_read_only_rootfs(props, subject_of(props, "dev"))
    assert found == ["root filesystem is writable; set read_only=True"]


@pytest.mark.parametrize("workload", ["core-api", "agent-nova"])
def test_service_cannot_call_itself_a_job(workload: str) -> None:
    props = container_props(workload)
    label = next(each for each in props["labels"] if each["label"] == "novaos.kind")
    label["value"] = "job"
    props["healthcheck"] = None
    assert rules.check_health(props, subject_of(props, "dev"))
