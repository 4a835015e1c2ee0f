"""Checks of the network: who can reach the container, and what it can reach."""

from policies.accepted import CONSOLES, STORES
from tests.audit.expected import Expected, PublishedPort
from tests.audit.facts import CouldNotLookError, Facts
from tests.audit.probe_output import listening_ports
from tests.audit.reach import CLOSED, OPEN, reached

_MASQUERADE = "com.docker.network.bridge.enable_ip_masquerade"
_FIRST_UNPRIVILEGED_PORT = 1024
_DEFAULT_DESTINATION = "00000000"
_GATEWAY_COLUMN = 2
"""Of /proc/net/route."""


def check_listening_ports(facts: Facts, expected: Expected) -> list[str]:
    """The container listens on its declared TCP ports and on nothing else."""
    found = listening_ports(facts)
    findings = [
        f"TCP port {port} is open but not declared" for port in found["tcp"] - expected.listening
    ]
    findings += [
        f"TCP port {port} is declared but not open" for port in expected.listening - found["tcp"]
    ]
    findings += [f"UDP port {port} is open" for port in found["udp"]]
    return sorted(findings)


def check_networks(facts: Facts, expected: Expected) -> list[str]:
    """The container is on its declared networks, and each is as closed as declared."""
    found = {name: network["Internal"] for name, network in facts.networks.items()}
    findings = []
    for name in sorted(set(found) | set(expected.networks)):
        if name not in expected.networks:
            findings.append(f"attached to network {name}, which is not declared for it")
        elif name not in found:
            findings.append(f"not attached to network {name}")
        elif found[name] != expected.networks[name]:
            findings.append(f"network {name} has internal={found[name]}")
    if "bridge" in found:
        findings.append("attached to the engine's default bridge")
    return findings


def check_no_internet(facts: Facts, expected: Expected) -> list[str]:  # noqa: ARG001
    """No network that the container is on leads out of the host.

    An internal network is cut off by the engine, although older engines still show a default
    route in it; any other network must not masquerade, so that no answer finds its way back.
    A route that none of the container's networks explains is a finding too.
    """
    findings = [
        f"network {name} masquerades, which opens the way to the internet; set "
        f"{_MASQUERADE}=false or internal"
        for name, network in facts.networks.items()
        if not network["Internal"] and (network["Options"] or {}).get(_MASQUERADE) != "false"
    ]
    gateways = {
        config.get("Gateway", "").partition("/")[0]
        for network in facts.networks.values()
        for config in network["IPAM"]["Config"] or []
    }
    findings += [
        f"the default route goes through {gateway}, which belongs to none of its networks"
        for gateway in sorted(_default_gateways(facts) - gateways)
    ]
    if not facts.section("connection").startswith("refused:"):
        findings.append("a connection to 192.0.2.1, an address that nobody has, was answered")
    return findings


def _default_gateways(facts: Facts) -> set[str]:
    lines = [line.split() for line in facts.section("routes").splitlines()[1:]]
    found = set()
    for words in lines:
        if len(words) > _GATEWAY_COLUMN and words[1] == _DEFAULT_DESTINATION:
            # The kernel prints the address as one little-endian number.
            address = bytes.fromhex(words[_GATEWAY_COLUMN])[::-1]
            found.add(".".join(str(byte) for byte in address))
    return found


def check_reach(facts: Facts, expected: Expected) -> list[str]:
    """What it calls is open to it, and workloads that share no network with it do not answer.

    Raises `CouldNotLookError` for a port that was not tried.
    """
    found = reached(facts)
    if untried := (expected.reachable | expected.unreachable) - set(found):
        names = ", ".join(f"{name}:{port}" for name, port in sorted(untried))
        raise CouldNotLookError(f"{facts.workload}: nobody tried to reach {names}")
    findings = [
        f"{name}:{port} is not reached, although it is called"
        for name, port in sorted(expected.reachable)
        if found[name, port] != OPEN
    ]
    return findings + [
        f"{name}:{port} is reached ({found[name, port]}), although they share no network"
        for name, port in sorted(expected.unreachable)
        if found[name, port] != CLOSED
    ]


def check_console_reach(facts: Facts, expected: Expected) -> list[str]:
    """A console has a way to core-api and to no other workload, whatever the topology declares.

    Raises `CouldNotLookError` if a store or another console was not tried.
    """
    found = reached(facts)
    tried = {name for name, _ in found}
    if untried := ({"core-api"} | STORES | CONSOLES) - tried - {expected.workload}:
        raise CouldNotLookError(f"{facts.workload}: nobody tried to reach {sorted(untried)}")
    ways = {name for (name, _), state in found.items() if state != CLOSED}
    return [
        *(f"{name} answers a console" for name in sorted(ways - {"core-api"})),
        *(f"{name} does not answer" for name in sorted({"core-api"} - ways)),
    ]


def check_published_ports(facts: Facts, expected: Expected) -> list[str]:
    """Published ports are the declared ones and bound to the declared address."""
    found = set()
    for port, bindings in (facts.inspected("HostConfig.PortBindings") or {}).items():
        number, _, protocol = port.partition("/")
        for binding in bindings or []:
            host_port = int(binding["HostPort"] or 0)
            found.add((PublishedPort(binding["HostIp"], host_port, int(number)), protocol))
    findings = [
        f"port {port.container_port}/{protocol} is published on "
        f"{port.host_address or 'all addresses'}:{port.host_port}, which is not declared"
        for port, protocol in found
        if port not in expected.published or protocol != "tcp"
    ]
    findings += [
        f"port {port.container_port} is not published on {port.host_address}:{port.host_port}"
        for port in expected.published - {port for port, _ in found}
    ]
    if facts.inspected("HostConfig.PublishAllPorts"):
        findings.append("all exposed ports are published; publish the declared ones only")
    return sorted(findings)


def check_published_addresses(facts: Facts, expected: Expected) -> list[str]:  # noqa: ARG001
    """Published ports are bound to one named address, and need no privilege."""
    findings = []
    for port, bindings in (facts.inspected("HostConfig.PortBindings") or {}).items():
        for binding in bindings or []:
            if binding["HostIp"] in {"", "0.0.0.0", "::"}:  # noqa: S104 - what is refused
                findings.append(f"port {port} is published on all addresses; bind 127.0.0.1")
            if 0 < int(binding["HostPort"] or 0) < _FIRST_UNPRIVILEGED_PORT:
                findings.append(f"port {port} uses the privileged host port {binding['HostPort']}")
    return findings
