"""The rights on Redis are single commands on single keys, and no agent reaches another one."""

import pytest

from agents.contract.names import AGENT_NAMES, ALL_CONTROL_CHANNEL
from agents.contract.redis_access import RedisAccess, agent_access, core_api_access

_EVERYBODY = [core_api_access(), *(agent_access(name) for name in AGENT_NAMES)]


@pytest.mark.parametrize("access", _EVERYBODY, ids=lambda access: access.user)
def test_rights_are_explicit(access: RedisAccess) -> None:
    everything = (*access.commands, *access.read_keys, *access.write_keys, *access.channels)
    assert not [word for word in everything if set(word) & set("*?[@+~&")]


@pytest.mark.parametrize("access", _EVERYBODY, ids=lambda access: access.user)
def test_nobody_may_change_or_inspect_the_server(access: RedisAccess) -> None:
    forbidden = {"acl", "config", "debug", "del", "eval", "flushall", "flushdb", "keys", "monitor"}
    assert not forbidden & set(access.commands)


@pytest.mark.parametrize("name", AGENT_NAMES)
def test_agent_reaches_no_other_agent(name: str) -> None:
    access = agent_access(name)
    others = [other for other in AGENT_NAMES if other != name]
    reached = " ".join((*access.read_keys, *access.write_keys, *access.channels))
    assert not [other for other in others if other in reached]
    assert access.read_keys == ()
    assert ALL_CONTROL_CHANNEL in access.channels
    assert "publish" not in access.commands
