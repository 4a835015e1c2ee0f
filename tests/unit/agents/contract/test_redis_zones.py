"""The ACL that is deployed grants exactly what the clients say they need."""

import pytest

from agents.contract.redis_access import RedisAccess, agent_access, core_api_access
from infra.model import RedisUser
from infra.redis_zones import REDIS_ZONES

_USERS = {
    user.name: user
    for zone in REDIS_ZONES
    if zone.workload == "redis-agents"
    for user in zone.users
}
_NEEDED = [core_api_access(), *(agent_access(name) for name in ("nova",))]


def rights(user: RedisUser | RedisAccess) -> dict[str, list[str]]:
    kinds = ("commands", "read_keys", "write_keys", "channels")
    return {kind: sorted(getattr(user, kind)) for kind in kinds}


@pytest.mark.parametrize("needed", _NEEDED, ids=lambda access: access.user)
def test_granted_is_needed_and_needed_is_granted(needed: RedisAccess) -> None:
    assert rights(_USERS[needed.user]) == rights(needed)


def test_nobody_else_has_a_user_but_the_probe() -> None:
    assert set(_USERS) == {access.user for access in _NEEDED} | {"probe"}
