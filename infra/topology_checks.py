"""Find contradictions in a topology: pure checks that each return what is wrong."""

from collections import Counter
from collections.abc import Iterable, Sequence

from infra.model import Flow, Kind, Network, RedisZone, Workload
from policies.accepted import (
    CONSOLES,
    EDGE_NETWORK,
    JOBS,
    NETWORK_MEMBERS,
    PUBLISHED_PORTS,
)


def check_topology(
    networks: Sequence[Network],
    workloads: Sequence[Workload],
    flows: Sequence[Flow],
    zones: Sequence[RedisZone],
) -> list[str]:
    """Every contradiction; empty means the topology holds together."""
    return [
        *check_names(networks, workloads),
        *check_memberships(networks, workloads),
        *check_edge(networks, workloads),
        *check_order(workloads),
        *check_flows(networks, workloads, flows),
        *check_kinds(workloads),
        *check_zones(workloads, zones),
        *check_consoles(networks, workloads),
    ]


def check_names(networks: Sequence[Network], workloads: Sequence[Workload]) -> list[str]:
    """Names are unique, in the engine too."""
    found = []
    for what, names in (
        ("network", [each.name for each in networks]),
        ("workload", [each.name for each in workloads]),
    ):
        found += [f"{what} {name} is there twice" for name in sorted(_repeated(names))]
    return found


def check_memberships(networks: Sequence[Network], workloads: Sequence[Workload]) -> list[str]:
    """Every network is known and used, and each is for its accepted members only."""
    known = {each.name for each in networks}
    used = {name for each in workloads for name in each.networks}
    found = [f"network {name} has no member" for name in sorted(known - used)]
    for each in workloads:
        found += [
            f"{each.name}: network {name} is unknown" for name in each.networks if name not in known
        ]
        if not each.networks:
            found.append(f"{each.name} is in no network")
        found += [
            f"{each.name} may not be on network {name}"
            for name in each.networks
            if name != EDGE_NETWORK and each.name not in NETWORK_MEMBERS.get(name, ())
        ]
    return found


def check_edge(networks: Sequence[Network], workloads: Sequence[Workload]) -> list[str]:
    """Only `edge` leads out, and exactly the publishing workloads are on it."""
    found = [
        f"network {each.name} is not internal"
        for each in networks
        if not each.internal and each.name != EDGE_NETWORK
    ]
    for each in workloads:
        if each.published != (EDGE_NETWORK in each.networks):
            found.append(f"{each.name}: publishing and membership of {EDGE_NETWORK} differ")
        if each.published and each.name not in PUBLISHED_PORTS:
            found.append(f"{each.name} has no accepted port to publish")
    return found


def check_order(workloads: Sequence[Workload]) -> list[str]:
    """A workload depends only on earlier ones, so there is an order and no circle."""
    earlier: set[str] = set()
    found = []
    for each in workloads:
        found += [
            f"{each.name} depends on {name}, which does not come before it"
            for name in each.depends_on
            if name not in earlier
        ]
        earlier.add(each.name)
    return found


def check_flows(
    networks: Sequence[Network], workloads: Sequence[Workload], flows: Sequence[Flow]
) -> list[str]:
    """Each flow has an internal network that both ends share, and each network has a flow."""
    members = {each.name: set(each.networks) for each in workloads}
    internal = {each.name for each in networks if each.internal}
    found = []
    carried: set[str] = set()
    for flow in flows:
        if flow.source not in members or flow.target not in members:
            found.append(f"flow {flow.source} -> {flow.target}: unknown workload")
            continue
        shared = members[flow.source] & members[flow.target] & internal
        carried |= shared
        if not shared:
            found.append(f"{flow.source} -> {flow.target}: no network in common")
    return found + [f"network {name} carries no flow" for name in sorted(internal - carried)]


def check_kinds(workloads: Sequence[Workload]) -> list[str]:
    """A service has a probe; a job is an accepted one and has none."""
    found = []
    for each in workloads:
        if (each.kind is Kind.JOB) != (each.name in JOBS):
            found.append(f"{each.name} is a {each.kind}, which is not what is accepted")
        if (each.kind is Kind.SERVICE) != (each.probe is not None):
            found.append(f"{each.name}: a service has a health probe and a job has none")
    return found


def check_zones(workloads: Sequence[Workload], zones: Sequence[RedisZone]) -> list[str]:
    """A zone's server gets its ACL file, and each user with a password is a workload having it."""
    by_name = {each.name: each for each in workloads}
    found = []
    for zone in zones:
        server = by_name.get(zone.workload)
        if server is None or zone.acl_document not in {file.stored for file in server.secrets}:
            found.append(f"{zone.workload} does not get {zone.acl_document}")
        for user in zone.users:
            if user.password is None or user.from_host:
                continue
            client = by_name.get(user.name)
            if client is None or user.password not in {file.stored for file in client.secrets}:
                found.append(f"Redis user {user.name} of {zone.workload} has no client")
    return found


def check_consoles(networks: Sequence[Network], workloads: Sequence[Workload]) -> list[str]:
    """A console shares a network with core-api alone, and keeps nothing.

    The accepted members say the same of each network; this holds whatever they say.
    """
    internal = {each.name for each in networks if each.internal}
    found = []
    for console in (each for each in workloads if each.name in CONSOLES):
        own = internal & set(console.networks)
        others = {each.name for each in workloads if own & set(each.networks)} - {console.name}
        found += [
            f"{console.name} shares a network with {name}; a console has core-api alone"
            for name in sorted(others - {"core-api"})
        ]
        if console.volumes:
            found.append(f"{console.name} has a data volume; a console keeps nothing")
    return found


def _repeated(names: Iterable[str]) -> set[str]:
    return {name for name, count in Counter(names).items() if count > 1}
