"""The consoles in plain words: who each one is for, and where people find it."""

from infra.topology import Topology

_FOR_WHOM = {
    "novaos-console": "NovaOS, for the founder: what runs, and what to do",
    "gypsy-cove": "GypsyCove, for families: screen time, check-ins, messages",
    "web-shell": "Black Rose Collective, for creators, members and moderators",
}


def console_addresses(topology: Topology) -> dict[str, str]:
    """Give the address of each console that people are told, by its name."""
    return {name: topology.console_origins(name)[0] for name in _FOR_WHOM}


def render_consoles(topology: Topology) -> str:
    """Render one line per console: its address, and who it is for."""
    addresses = console_addresses(topology)
    width = max(map(len, addresses.values()))
    return "\n".join(f"  {addresses[name]:<{width}}   {who}" for name, who in _FOR_WHOM.items())
