"""The facts of a workload's confinement are those that the deployment asks for."""

from typing import Any

import pytest

from infra import supply_hardening
from infra.supply_hardening import describe_hardening
from policies.hardening_profile import Loosening
from tests.support.infra import reference, topology_of

_TOPOLOGY = topology_of()


def facts(workload: str) -> dict[str, Any]:
    found = _TOPOLOGY.workload(workload)
    return describe_hardening(_TOPOLOGY, found, reference(found.image))


def test_the_profile_is_told_as_it_is_asked_for() -> None:
    told = facts("core-api")
    assert told["user"] == "1000:1000"
    assert told["read_only_root"] is told["no_new_privileges"] is True
    assert told["capabilities"] == {"adds": [], "drops": ["ALL"]}
    assert told["seccomp"] == "default profile of the engine"
    assert told["memory_mib"] == _TOPOLOGY.workload("core-api").memory_mib
    assert told["ulimits"] == {"nofile": 8192, "nproc": 4096}


def test_limit_that_nobody_sets_is_not_invented() -> None:
    assert facts("core-api")["pids_limit"] is None


def test_shell_is_told_with_its_reason() -> None:
    (loosened,) = facts("postgres")["loosened"]
    assert loosened["name"] == "shell in the image"
    assert "initdb" in loosened["reason"]
    assert facts("agent-nova")["loosened"] == []


def test_loosened_setting_is_told_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    loosening = Loosening("agent-nova", "read_only", value=False, reason="it has to write")
    monkeypatch.setattr(supply_hardening, "LOOSENED", (loosening,))
    expected = [{"name": "read_only", "value": "False", "reason": "it has to write"}]
    assert facts("agent-nova")["loosened"] == expected


def test_networks_say_which_of_them_leaves_the_host() -> None:
    networks = facts("core-api")["networks"]
    assert {"name": "edge", "internal": False} in networks
    assert {"name": "data", "internal": True} in networks
