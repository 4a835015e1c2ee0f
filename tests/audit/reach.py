"""Whom a running container can really reach: every other workload's ports, tried from its network.

The audit container is in the network namespace of what it looks at, so a connection that it can
open, the audited process could open too. A connection is closed at once; nothing is sent. A
workload that listens on nothing is tried too: if it refuses, then packets find the way to it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import docker
import docker.errors

from tests.audit.expected import Expected
from tests.audit.facts import CouldNotLookError, Facts

OPEN, REFUSED, CLOSED = "open", "refused", "closed"
"""A connection, a refusal by the workload itself, no answer at all."""
SILENT_PORT = 1
"""Tried where nothing listens; tcpmux (RFC 1078) is nothing that anybody runs."""
_REFUSAL = "ConnectionRefusedError"
_STRENGTH = {CLOSED: 0, REFUSED: 1, OPEN: 2}


@dataclass(frozen=True, slots=True)
class Target:
    """A port of a workload at one of its addresses."""

    workload: str
    address: str
    port: int


def find_targets(client: docker.DockerClient, declared: Sequence[Expected]) -> tuple[Target, ...]:
    """Every port to try at every address; a container that is not there has none."""
    return tuple(
        Target(each.workload, address, port)
        for each in declared
        for address in _addresses(client, each.container)
        for port in sorted(tried_ports(each.listening))
    )


def tried_ports(listening: frozenset[int]) -> frozenset[int]:
    """Ports that show whether there is a way to a workload that listens on some ports or none."""
    return listening or frozenset({SILENT_PORT})


def _addresses(client: docker.DockerClient, container: str) -> list[str]:
    try:
        attributes: Mapping[str, Any] = client.api.inspect_container(container)
    except docker.errors.NotFound:
        return []
    networks = attributes["NetworkSettings"]["Networks"].values()
    return sorted(each["IPAddress"] for each in networks if each["IPAddress"])


def render_targets(targets: Iterable[Target]) -> str:
    """Write the targets as the probe takes them: words of letters, digits, dots and hyphens."""
    return "\n".join(f"{each.workload} {each.address} {each.port}" for each in targets)


def reached(facts: Facts) -> dict[tuple[str, int], str]:
    """Workload and port -> the strongest answer that came from any of its addresses.

    Raises `CouldNotLookError` if nobody tried, or an answer is not understood.
    """
    found: dict[tuple[str, int], str] = {}
    for line in facts.section("reach").splitlines():
        if not line.strip():
            continue
        workload, _, port, state, *reason = line.split()
        if state not in {OPEN, CLOSED}:
            raise CouldNotLookError(f"{facts.workload}: not understood: {line!r}")
        if reason == [_REFUSAL]:
            state = REFUSED
        key = workload, int(port)
        found[key] = max(state, found.get(key, CLOSED), key=_STRENGTH.__getitem__)
    return found
