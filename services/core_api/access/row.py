"""One row of the access table: a route, and who may use it how far."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.core_api.access.actors import Platform, Reach, Role

Grants = Mapping[Role, Reach]


@dataclass(frozen=True, slots=True)
class Row:
    """What is granted on one route; what is not listed is refused."""

    method: str
    path: str
    """The template as in the OpenAPI document, `/api/v1/things/{thing_id}`."""
    grants: Mapping[Platform, Grants] = field(default_factory=dict)
    agents: frozenset[str] = frozenset()
    """Names of the agents that may use it; their reach is ALL."""
    public: bool = False
    """Open to everybody, without a token."""
    machine_only: bool = False
    """Speaks for a machine, as a heartbeat does: GodMode cannot open it."""

    @property
    def key(self) -> tuple[str, str]:
        """By what the table is looked up."""
        return (self.method, self.path)

    def reach_of(self, platform: Platform, role: Role, subject: str = "") -> Reach | None:
        """Return how far the grant reaches, or None if there is none."""
        if role is Role.AGENT:
            return Reach.ALL if subject in self.agents else None
        return self.grants.get(platform, {}).get(role)
