"""The ACL file: default off, single commands, hashed passwords, and just what clients need."""

import hashlib

import pytest

from agents.contract.redis_access import RedisAccess, agent_access, core_api_access
from infra.model import RedisUser
from infra.redis_acl import render_users_acl
from infra.redis_zones import REDIS_ZONES

_ZONE = REDIS_ZONES[0]
_USERS = {user.name: user for user in _ZONE.users}
_LINES = render_users_acl(_ZONE, lambda name: f"value of {name}").splitlines()


def test_default_user_is_off() -> None:
    assert _LINES[0] == "user default reset off"


def test_every_other_user_starts_from_nothing() -> None:
    for line in _LINES[1:]:
        assert line.split()[2] == "reset"
        assert "-@all" in line.split()


def test_no_category_and_no_everything_is_granted() -> None:
    words = [word for line in _LINES for word in line.split()]
    assert not [word for word in words if word.startswith("+@")]
    assert not {"~*", "&*", "allkeys", "allchannels", "allcommands"} & set(words)


@pytest.mark.parametrize(
    "command",
    [
        "flushall",
        "flushdb",
        "keys",
        "scan",
        "config",
        "debug",
        "eval",
        "script",
        "module",
        "replicaof",
        "restore",
        "swapdb",
        "acl",
        "shutdown",
        "monitor",
        "move",
        "migrate",
    ],
)
def test_dangerous_command_is_granted_to_nobody(command: str) -> None:
    assert not [user for user in _ZONE.users if command in {c.split("|")[0] for c in user.commands}]


def test_passwords_are_hashed() -> None:
    text = "\n".join(_LINES)
    assert "value of" not in text
    assert hashlib.sha256(b"value of redis_agents_core-api_password").hexdigest() in text


def test_user_without_password_may_only_ping() -> None:
    without = [user for user in _ZONE.users if user.password is None]
    assert [
        (user.name, user.commands, user.read_keys, user.write_keys, user.channels)
        for user in without
    ] == [("probe", ("ping",), (), (), ())]


def test_keys_for_both_reading_and_writing_are_one_pattern() -> None:
    line = next(line for line in _LINES if line.startswith("user core-api "))
    assert "~agents:known" in line.split()
    assert "%R~agent:logs" in line.split()


def test_agent_writes_its_own_log_only() -> None:
    line = next(line for line in _LINES if line.startswith("user agent-nova "))
    patterns = [word for word in line.split() if "~" in word]
    assert patterns == ["%W~agent:logs", "%W~agent:nova:logs"]


@pytest.mark.parametrize("access", [core_api_access(), agent_access("nova")], ids=lambda a: a.user)
def test_rights_are_what_the_client_says_it_needs(access: RedisAccess) -> None:
    assert _rights(_USERS[access.user]) == (
        set(access.commands),
        set(access.read_keys),
        set(access.write_keys),
        set(access.channels),
    )


def _rights(user: RedisUser) -> tuple[set[str], set[str], set[str], set[str]]:
    return set(user.commands), set(user.read_keys), set(user.write_keys), set(user.channels)
