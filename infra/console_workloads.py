"""The three consoles: one hardened pattern. They reach core-api, and nothing else.

Each shares a network with core-api alone, so that not even another console is on it. What a
console keeps of a visitor is in the visitor's own sealed cookie, hence no volume and no store.
"""

from infra.addresses import CONSOLES, machine_key, session_key
from infra.model import SecretFile, Workload
from infra.service_workloads import CORE_API_URL, SECRETS, http_probe
from policies.accepted import EDGE_NETWORK, PUBLISHED_PORTS

_LISTENING_TO_RELAY = frozenset({"novaos-console"})
"""Consoles with pages that open a WebSocket to echo-ws."""


def consoles() -> tuple[Workload, ...]:
    """One workload per console."""
    return tuple(_console(name) for name in CONSOLES)


def _console(name: str) -> Workload:
    return Workload(
        name=name,
        image=name,
        networks=(name, EDGE_NETWORK),
        # 38 MiB when it serves pages. /tmp counts too (32 MiB, where uploads wait), and so does
        # each upload of 10 MB, or answer of core-api of 16 MiB, that is held on its way.
        memory_mib=192,
        cpus="0.5",
        environment=(CORE_API_URL, ("CONSOLE_PORT", str(PUBLISHED_PORTS[name])), SECRETS),
        told_origins=True,
        told_relay_origin=name in _LISTENING_TO_RELAY,
        secrets=(
            SecretFile("session_key", session_key(name)),
            SecretFile("machine_key", machine_key(name)),
        ),
        # A probe takes 45 ms of CPU time; nobody but people waits for a console.
        probe=http_probe(PUBLISHED_PORTS[name], interval_seconds=5),
        published=True,
        depends_on=("core-api",),
    )
