"""What a container may share: the rendered one passes, and each further opening is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from policies.rules import container_boundary as rules
from policies.rules.properties import Properties
from policies.rules.subject import Subject, check_labels, subject_of
from tests.support.infra import carrier_props, container_props, topology_of

Check = Callable[[Properties, Subject], list[str]]

_DATA = {"volumeName": "novaos-dev-core-api-data", "containerPath": "/data", "readOnly": False}
OPENINGS: list[tuple[Check, dict[str, Any]]] = [
    (rules.check_namespaces, {"networkMode": "host"}),
    (rules.check_namespaces, {"networkMode": "container:novaos-dev-postgres"}),
    (rules.check_namespaces, {"pidMode": "host"}),
    (rules.check_namespaces, {"ipcMode": "host"}),
    (rules.check_namespaces, {"ipcMode": None}),
    (rules.check_namespaces, {"usernsMode": "host"}),
    (rules.check_namespaces, {"cgroupnsMode": "host"}),
    (rules.check_namespaces, {"cgroupnsMode": None}),
    (rules.check_nothing_forbidden, {"devices": [{"hostPath": "/dev/kvm"}]}),
    (rules.check_nothing_forbidden, {"gpus": "all"}),
    (rules.check_nothing_forbidden, {"sysctls": {"net.ipv4.ip_forward": "1"}}),
    (rules.check_nothing_forbidden, {"publishAllPorts": True}),
    (rules.check_nothing_forbidden, {"groupAdds": ["docker"]}),
    (
        rules.check_nothing_forbidden,
        {"mounts": [{"type": "bind", "source": "/var/run/docker.sock", "target": "/s"}]},
    ),
    (rules.check_volumes, {"volumes": [{"hostPath": "/etc", "containerPath": "/host"}]}),
    (rules.check_volumes, {"volumes": [_DATA | {"hostPath": "/var/run/docker.sock"}]}),
    (rules.check_volumes, {"volumes": [_DATA | {"fromContainer": "novaos-dev-postgres"}]}),
    (rules.check_volumes, {"volumes": [_DATA | {"volumeName": "novaos-dev-postgres-data"}]}),
    (rules.check_volumes, {"volumes": [_DATA | {"volumeName": None}]}),
    (
        rules.check_volumes,
        {"volumes": [_DATA | {"containerPath": "/run/secrets"}]},
    ),
    (rules.check_networks, {"networksAdvanced": []}),
    (rules.check_networks, {"networksAdvanced": [{"name": "bridge"}]}),
    (rules.check_networks, {"networksAdvanced": [{"name": "novaos-prod-data"}]}),
    (rules.check_ports, {"ports": [{"internal": 8760, "external": 8760, "ip": "0.0.0.0"}]}),  # noqa: S104
    (rules.check_ports, {"ports": [{"internal": 8760, "external": 8760, "ip": "::"}]}),
    (rules.check_ports, {"ports": [{"internal": 8760, "external": 8760}]}),
    (rules.check_ports, {"ports": [{"internal": 8760, "external": 8760, "ip": "192.0.2.1"}]}),
    (rules.check_ports, {"ports": [{"internal": 22, "external": 22, "ip": "127.0.0.1"}]}),
    (rules.check_ports, {"ports": [{"internal": 8760, "external": 80, "ip": "127.0.0.1"}]}),
    (rules.check_carrier, {"uploads": [{"file": "/etc/passwd", "content": "x"}]}),
    (check_labels, {"labels": []}),
    (check_labels, {"name": "core-api"}),
    (check_labels, {"name": "novaos-prod-core-api"}),
]


@pytest.mark.parametrize("check", dict.fromkeys(check for check, _ in OPENINGS))
@pytest.mark.parametrize("workload", [each.name for each in topology_of().workloads])
def test_rendered_container_is_accepted(check: Check, workload: str) -> None:
    props = container_props(workload)
    assert check(props, subject_of(props, "dev")) == []


@pytest.mark.parametrize("check", dict.fromkeys(check for check, _ in OPENINGS))
def test_rendered_carrier_is_accepted(check: Check) -> None:
    props = carrier_props()
    assert check(props, subject_of(props, "dev")) == []


@pytest.mark.parametrize(("check", "change"), OPENINGS)
def test_opening_is_refused(check: Check, change: dict[str, Any]) -> None:
    props = container_props() | change
    assert check(props, subject_of(props, "dev"))


@pytest.mark.parametrize(
    ("workload", "network"),
    [
        ("agent-nova", "data"),
        ("agent-nova", "edge"),
        ("agent-nova", "relay"),
        ("agent-lyra", "redis-brc"),
        ("echo-ws", "data"),
        ("echo-ws", "agents"),
        ("echo-ws", "novaos-console"),
        ("novaos-console", "data"),
        ("novaos-console", "redis-agents"),
        ("gypsy-cove", "redis-gypsycove"),
        ("web-shell", "redis-brc"),
        ("web-shell", "gypsy-cove"),
        ("web-shell", "agents"),
        ("agent-nova", "novaos-console"),
        ("redis-brc", "redis-gypsycove"),
        ("core-api", "another"),
    ],
)
def test_network_is_for_its_members_only(workload: str, network: str) -> None:
    props = container_props(workload)
    props["networksAdvanced"].append({"name": f"novaos-dev-{network}"})
    assert rules.check_networks(props, subject_of(props, "dev"))


def test_agent_publishing_a_port_is_refused() -> None:
    props = container_props("agent-nova")
    props["ports"] = container_props("core-api")["ports"]
    assert rules.check_ports(props, subject_of(props, "dev"))


def test_staging_publishes_on_a_named_address_with_its_offset() -> None:
    props = container_props("core-api", "staging")
    props["ports"][0]["ip"] = "192.0.2.1"
    assert rules.check_ports(props, subject_of(props, "staging")) == []
    assert rules.check_ports(props, subject_of(props, "dev"))


@pytest.mark.parametrize(
    "change",
    [
        {"start": True},
        {"start": None},
        {"mustRun": True},
    ],
)
def test_starting_carrier_is_refused(change: dict[str, Any]) -> None:
    props = carrier_props() | change
    assert rules.check_carrier(props, subject_of(props, "dev"))


@pytest.mark.parametrize(
    ("check", "change"),
    [
        (rules.check_namespaces, {"networkMode": "bridge"}),
        (rules.check_networks, {"networksAdvanced": [{"name": "novaos-dev-data"}]}),
        (
            rules.check_ports,
            {"ports": [{"internal": 8760, "external": 8760, "ip": "127.0.0.1"}]},
        ),
        (rules.check_volumes, {"volumes": [_DATA]}),
    ],
)
def test_carrier_that_could_reach_something_is_refused(
    check: Check, change: dict[str, Any]
) -> None:
    props = carrier_props() | change
    assert check(props, subject_of(props, "dev"))
