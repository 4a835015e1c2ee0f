"""What each running workload is declared to be, from topology, hardening profile and locks."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from images.catalogue import load_definition
from images.lock import ImageLock, load_lock
from images.stage import locked_references
from infra.model import Workload
from infra.rendering import secrets_volume
from infra.secret_values import fingerprint, secret_files
from infra.settings import load_settings
from infra.topology import Topology, build_topology
from novaos.reference import ImageReference
from policies.accepted import EDGE_NETWORK, PUBLISHED_PORTS, SECRETS_PATH
from policies.hardening_profile import LOOSENED, profile_of
from tests.audit.checks.redis import parse_users
from tests.audit.expected import Expected, PublishedPort
from tests.audit.reach import tried_ports
from tests.audit.registry_declared import declared_registry

_NANO = Decimal(10**9)
_BYTES_PER_MIB = 1 << 20


def declared_workloads(environment: str) -> tuple[Expected, ...]:
    """Give the declaration of every workload that has to run in `environment`, and the registry's.

    Raises `NovaosError` if the settings, the topology or a lock cannot be read.
    """
    topology = build_topology(load_settings(environment))
    references = locked_references(environment)
    found = [
        declared_workload(
            topology,
            workload,
            references[workload.image],
            load_lock(workload.image),
            load_definition(workload.image).shell,
        )
        for workload in topology.services
    ]
    return (*found, *declared_registry(references))


def declared_workload(
    topology: Topology,
    workload: Workload,
    reference: ImageReference,
    lock: ImageLock,
    shell_reason: str,
) -> Expected:
    """Join what is declared about one workload."""
    profile = profile_of(workload.name)
    uid, _, gid = profile.user.partition(":")
    return Expected(
        workload=workload.name,
        container=topology.engine_name(workload.name),
        image=str(reference),
        image_ids=frozenset({lock.config_digest, lock.image_digest}),
        uid=int(uid),
        gid=int(gid),
        capabilities=frozenset(profile.cap_add),
        networks=_networks(topology, workload),
        published=frozenset(_published(topology, workload)),
        listening=_listening(topology, workload),
        reachable=_reachable(topology, workload),
        unreachable=_unreachable(topology, workload),
        redis_users=_redis_users(topology, workload),
        secrets=frozenset(secret.name for secret in workload.secrets),
        volumes=_volumes(topology, workload),
        tmpfs={mount.path: frozenset(_as_kernel_shows(mount.options)) for mount in profile.tmpfs},
        shell_reason=shell_reason,
        nofile=profile.nofile,
        nproc=profile.nproc,
        memory_limit_bytes=workload.memory_mib * _BYTES_PER_MIB,
        cpu_nanos=int(Decimal(workload.cpus) * _NANO),
        restart_policy=profile.service_restart,
        restart_most=0,
        runs_python=has_python(lock),
        loosened={each.name: each.reason for each in LOOSENED if each.workload == workload.name},
    )


def has_python(lock: ImageLock) -> bool:
    """Tell whether the image carries the Python interpreter."""
    return any(deb.name.startswith("python3") for deb in lock.debs)


def _networks(topology: Topology, workload: Workload) -> dict[str, bool]:
    internal = {network.name: network.internal for network in topology.networks}
    return {topology.engine_name(name): internal[name] for name in workload.networks}


def _published(topology: Topology, workload: Workload) -> Iterator[PublishedPort]:
    host_port = topology.host_port(workload)
    if host_port is not None:
        address = topology.settings.publish_address
        yield PublishedPort(address, host_port, PUBLISHED_PORTS[workload.name])


def _listening(topology: Topology, workload: Workload) -> frozenset[int]:
    called = {flow.port for flow in topology.flows if flow.target == workload.name}
    own = {PUBLISHED_PORTS[workload.name]} if workload.published else set()
    return frozenset(called | own | set(workload.internal_ports))


def _reachable(topology: Topology, workload: Workload) -> frozenset[tuple[str, int]]:
    return frozenset((f.target, f.port) for f in topology.flows if f.source == workload.name)


def _unreachable(topology: Topology, workload: Workload) -> frozenset[tuple[str, int]]:
    """Every port of those that share only `edge` or nothing: in `edge` nobody talks to anybody."""
    own = set(workload.networks) - {EDGE_NETWORK}
    return frozenset(
        (other.name, port)
        for other in topology.services
        if other.name != workload.name and not own & set(other.networks)
        for port in tried_ports(_listening(topology, other))
    )


def _redis_users(topology: Topology, workload: Workload) -> dict[str, frozenset[str]]:
    files = secret_files(topology.settings.environment, workload)
    return parse_users(files.get("users.acl", ""))


def _volumes(topology: Topology, workload: Workload) -> Mapping[str, tuple[str, bool]]:
    volumes = {
        volume.path: (topology.volume_name(workload, volume.name), False)
        for volume in workload.volumes
    }
    if workload.secrets:
        environment = topology.settings.environment
        state = fingerprint(environment, workload.name, secret_files(environment, workload))
        # The name carries a fingerprint: the right name means the secrets of now, not older ones.
        volumes[SECRETS_PATH] = (topology.volume_name(workload, secrets_volume(state)), True)
    return volumes


def _as_kernel_shows(options: str) -> Iterator[str]:
    """Leave out what the kernel shows by the absence of its opposite."""
    return (option for option in options.split(",") if option not in {"exec", "suid", "dev"})
