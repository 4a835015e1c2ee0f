"""The ACLs that are deployed grant exactly what the clients say they need, in every zone."""

import pytest

from agents.contract import names
from agents.contract.redis_access import RedisAccess, agent_access, core_api_access
from infra.addresses import AGENT_NAMES, ZONE_DATABASES
from infra.model import RedisUser
from infra.redis_zones import REDIS_ZONES
from services.relay_contract import redis_access as relay

_USERS = {(zone.workload, user.name): user for zone in REDIS_ZONES for user in zone.users}
_AGENTS_SERVER = "redis-agents"


def _needed() -> dict[tuple[str, str], RedisAccess]:
    found = {}
    for zone in relay.ZONES:
        found[f"redis-{zone}", "core-api"] = relay.core_api_access(zone)
        found[f"redis-{zone}", "echo-ws"] = relay.echo_ws_access(zone)
    found[_AGENTS_SERVER, "core-api"] += core_api_access()
    for name in names.AGENT_NAMES:
        found[_AGENTS_SERVER, f"agent-{name}"] = agent_access(name)
    return found


_NEEDED = _needed()


def rights(user: RedisUser | RedisAccess) -> dict[str, list[str]]:
    kinds = ("commands", "read_keys", "write_keys", "channels", "publishes")
    return {kind: sorted(getattr(user, kind) or ()) for kind in kinds}


@pytest.mark.parametrize("client", _NEEDED, ids="/".join)
def test_granted_is_needed_and_needed_is_granted(client: tuple[str, str]) -> None:
    assert rights(_USERS[client]) == rights(_NEEDED[client])


def test_nobody_else_has_a_user_but_probes_and_the_audit() -> None:
    others = {(zone.workload, name) for zone in REDIS_ZONES for name in ("audit", "probe")}
    assert set(_USERS) == set(_NEEDED) | others


def test_both_sides_know_the_same_agents_and_zones() -> None:
    assert AGENT_NAMES == names.AGENT_NAMES
    assert set(ZONE_DATABASES) == set(relay.ZONES)
    assert ZONE_DATABASES[relay.AGENTS_ZONE] == names.REDIS_DATABASE


def test_rights_of_two_users_are_not_joined() -> None:
    with pytest.raises(ValueError, match="not joined"):
        agent_access("nova") + core_api_access()
