"""Whom a running container can really reach: every other workload's ports, tried from its network.

The audit container is in the network namespace of what it looks at, so a connection that it can
open, the audited process could open too. A connection is closed at once; nothing is sent.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import docker
import docker.errors

from tests.audit.expected import Expected
from tests.audit.facts import CouldNotLookError, Facts

OPEN, CLOSED = "open", "closed"


@dataclass(frozen=True, slots=True)
class Target:
    """A port of a workload at one of its addresses."""

    workload: str
    address: str
    port: int


def find_targets(client: docker.DockerClient, declared: Sequence[Expected]) -> tuple[Target, ...]:
    """Every address of every declared port; a container that is not there has none."""
    return tuple(
        Target(each.workload, address, port)
        for each in declared
        for address in _addresses(client, each.container)
        for port in sorted(each.listening)
    )


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
    """Workload and port -> open at one of its addresses, or closed at all of them.

    Raises `CouldNotLookError` if nobody tried, or an answer is not understood.
    """
    found: dict[tuple[str, int], str] = {}
    for line in facts.section("reach").splitlines():
        if not line.strip():
            continue
        workload, _, port, state = line.split()[:4]
        if state not in {OPEN, CLOSED}:
            raise CouldNotLookError(f"{facts.workload}: not understood: {line!r}")
        before = found.get((workload, int(port)), CLOSED)
        found[workload, int(port)] = OPEN if OPEN in {before, state} else CLOSED
    return found
