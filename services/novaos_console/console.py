"""The NovaOS console as a value; each area brings its own routes."""

from pathlib import Path

from services.console.console import Console, NavigationItem
from services.console.session import Session
from services.novaos_console.agents.routes import ROUTES as AGENTS
from services.novaos_console.glitch.routes import ROUTES as GLITCH
from services.novaos_console.orchestration.routes import ROUTES as ORCHESTRATION
from services.novaos_console.overview.routes import ROUTES as OVERVIEW
from services.novaos_console.people.routes import ROUTES as PEOPLE
from services.novaos_console.supply.routes import ROUTES as SUPPLY
from services.novaos_console.velora.routes import ROUTES as VELORA

_NAVIGATION = (
    NavigationItem("/overview", "Overview"),
    NavigationItem("/godmode/agents", "Agents"),
    NavigationItem("/orchestration", "Orchestration"),
    NavigationItem("/analytics", "Analytics"),
    NavigationItem("/glitch", "Glitch"),
    NavigationItem("/people", "People"),
    NavigationItem("/supply-chain", "Supply chain"),
)


def navigation(_: Session) -> tuple[NavigationItem, ...]:
    """Return the links: the founder is the only one here."""
    return _NAVIGATION


CONSOLE = Console(
    name="novaos-console",
    title="NovaOS",
    tagline="The founder's console: what runs, what was proved about it, and what to do.",
    platform="novaos",
    roles=frozenset({"godmode"}),
    folder=Path(__file__).parent,
    routes=(*OVERVIEW, *AGENTS, *ORCHESTRATION, *VELORA, *GLITCH, *PEOPLE, *SUPPLY),
    navigation=navigation,
    home=lambda _: "/overview",
    role_words={"godmode": "Founder"},
    uses_relay=True,
)
