"""The platform as one value: who runs, on which networks, with which secrets, and who calls whom.

Components, policy tests, the audit and the report read it and nothing repeats it. Building it
checks it: a topology that contradicts itself or the accepted boundary cannot exist.
"""

from dataclasses import dataclass

from infra.model import Flow, Kind, Network, RedisZone, Workload
from infra.redis_zones import REDIS_ZONES
from infra.settings import Settings
from infra.topology_checks import check_topology
from infra.workloads import FLOWS, NETWORKS, WORKLOADS
from novaos.errors import PreconditionError
from policies.accepted import PUBLISHED_PORTS, prefix

_SCHEMES = {"echo-ws": "ws"}

CONSOLE_HOSTS = {
    "gypsy-cove": "gypsycove.localhost",
    "novaos-console": "novaos.localhost",
    "web-shell": "blackrose.localhost",
}
"""Host name of each console: cookies are kept apart by names, not by ports (RFC 6265, 8.5)."""


@dataclass(frozen=True, slots=True)
class Topology:
    """Everything that runs in one environment."""

    settings: Settings
    networks: tuple[Network, ...]
    workloads: tuple[Workload, ...]
    flows: tuple[Flow, ...]
    redis_zones: tuple[RedisZone, ...]

    def engine_name(self, name: str) -> str:
        """Name in the engine of a workload or network."""
        return prefix(self.settings.environment) + name

    def volume_name(self, workload: Workload, volume: str) -> str:
        """Name in the engine of one of a workload's data volumes."""
        return f"{self.engine_name(workload.name)}-{volume}"

    def workload(self, name: str) -> Workload:
        """The workload `name`.

        Raises `KeyError` if there is none.
        """
        return {each.name: each for each in self.workloads}[name]

    @property
    def services(self) -> tuple[Workload, ...]:
        """Workloads that keep running."""
        return tuple(each for each in self.workloads if each.kind is Kind.SERVICE)

    @property
    def images(self) -> tuple[str, ...]:
        """Names of the images that are needed, each once."""
        return tuple(dict.fromkeys(each.image for each in self.workloads))

    def host_port(self, workload: Workload) -> int | None:
        """Port on the host through which a workload is reached, if it is published."""
        if not workload.published:
            return None
        return PUBLISHED_PORTS[workload.name] + self.settings.port_offset

    @property
    def urls(self) -> dict[str, str]:
        """Address of every published workload, as seen from the host."""
        address = _spell(self.settings.publish_address)
        return {
            each.name: f"{_SCHEMES.get(each.name, 'http')}://{address}:{self.host_port(each)}"
            for each in self.workloads
            if each.published
        }

    def origins(self, workload: Workload) -> tuple[str, ...]:
        """Origins of the pages that may connect to a workload, as browsers spell them."""
        return tuple(
            origin for name in workload.allowed_origins for origin in self.console_origins(name)
        )

    def console_origins(self, console: str) -> tuple[str, ...]:
        """Origins under which browsers know a console; the first one is for people.

        A public address is the only one: with a second one by plain HTTP the console could not
        tell browsers to come by TLS alone.
        """
        public = self.settings.public_addresses.get(console)
        if public is not None:
            return (public,)
        hosts = (CONSOLE_HOSTS[console], "localhost", _spell(self.settings.publish_address))
        port = PUBLISHED_PORTS[console] + self.settings.port_offset
        return tuple(f"http://{host}:{port}" for host in dict.fromkeys(hosts))

    @property
    def relay_origin(self) -> str:
        """Where browsers reach the relay, without a path."""
        return self.settings.public_addresses.get("echo-ws", self.urls["echo-ws"])


def _spell(address: str) -> str:
    """Spell an IP address as URLs do."""
    return f"[{address}]" if ":" in address else address


def build_topology(settings: Settings) -> Topology:
    """Describe the platform in the environment of `settings`.

    Raises `PreconditionError` with every contradiction, if there is one.
    """
    topology = Topology(settings, NETWORKS, WORKLOADS, FLOWS, REDIS_ZONES)
    if found := check_topology(
        topology.networks, topology.workloads, topology.flows, topology.redis_zones
    ):
        raise PreconditionError(
            "the topology contradicts itself:\n  " + "\n  ".join(found),
            fix="correct infra/workloads.py or infra/redis_zones.py",
        )
    return topology
