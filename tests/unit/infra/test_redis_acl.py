"""The ACL files: default off, single commands, hashed passwords, and zones that share nothing."""

import hashlib

import pytest

from infra.model import RedisUser, RedisZone
from infra.redis_acl import render_users_acl
from infra.redis_zones import REDIS_ZONES
from tests.support.infra import topology_of

_ZONES = {zone.workload: zone for zone in REDIS_ZONES}
_EVERYBODY = [user for zone in REDIS_ZONES for user in zone.users]
_EVERY_ZONE = pytest.mark.parametrize("zone", REDIS_ZONES, ids=lambda zone: zone.workload)


def _lines(zone: RedisZone) -> list[str]:
    return render_users_acl(zone, lambda name: f"value of {name}").splitlines()


def _line(zone: str, user: str) -> str:
    return next(line for line in _lines(_ZONES[zone]) if line.startswith(f"user {user} "))


@_EVERY_ZONE
def test_default_user_is_off(zone: RedisZone) -> None:
    words = _lines(zone)[0].split()
    assert words[:4] == ["user", "default", "reset", "off"]
    assert not {word for word in words if word == "on" or word[0] in "#>&"} | {"nopass"} & set(
        words
    )


@_EVERY_ZONE
def test_default_user_has_what_a_restart_replays_and_no_more(zone: RedisZone) -> None:
    core_api = next(user for user in zone.users if user.name == "core-api")
    words = set(_lines(zone)[0].split()[4:])
    assert {"+set", "+incrby", "+expire", "~limit:*", "~session:*"} <= words
    assert {w[1:] for w in words if w.startswith("+")} <= {*core_api.commands, "pexpireat"} - {
        "publish"
    }
    assert {w[1:] for w in words if w.startswith("~")} <= {
        *core_api.read_keys,
        *core_api.write_keys,
    }


@_EVERY_ZONE
def test_every_other_user_starts_from_nothing(zone: RedisZone) -> None:
    for line in _lines(zone)[1:]:
        assert line.split()[2] == "reset"
        assert "-@all" in line.split()


@_EVERY_ZONE
def test_no_category_and_no_everything_is_granted(zone: RedisZone) -> None:
    words = [word for line in _lines(zone) for word in line.split()]
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
    assert not [user for user in _EVERYBODY if command in user.commands]


def test_of_acl_only_looking_is_granted_and_only_to_the_audit() -> None:
    granted = {(user.name, c) for user in _EVERYBODY for c in user.commands if "|" in c}
    assert granted == {("audit", "acl|dryrun"), ("audit", "acl|list"), ("audit", "acl|log")}


@_EVERY_ZONE
def test_passwords_are_hashed(zone: RedisZone) -> None:
    text = "\n".join(_lines(zone))
    name = f"redis_{zone.workload.removeprefix('redis-')}_core-api_password"
    assert "value of" not in text
    assert hashlib.sha256(f"value of {name}".encode()).hexdigest() in text


def test_no_password_is_valid_twice() -> None:
    passwords = [user.password for user in _EVERYBODY if user.password]
    assert len(set(passwords)) == len(passwords) == 2 * 3 + 7 + 3


def test_passwords_of_the_audit_reach_no_container() -> None:
    mounted = {file.stored for each in topology_of().workloads for file in each.secrets}
    assert not mounted & {user.password for user in _EVERYBODY if user.from_host}


@_EVERY_ZONE
def test_user_without_password_may_only_ping(zone: RedisZone) -> None:
    without = [user for user in zone.users if user.password is None]
    assert without == [RedisUser("probe", ("ping",))]


def test_keys_for_both_reading_and_writing_are_one_pattern() -> None:
    words = _line("redis-agents", "core-api").split()
    assert "~agents:known" in words
    assert "%R~agent:logs" in words
    assert "%W~echo:ticket:*" in words


@_EVERY_ZONE
def test_relay_hears_of_logouts_and_cannot_claim_one(zone: RedisZone) -> None:
    line = _line(zone.workload, "echo-ws")
    assert "&echo.control" in line
    assert line.endswith(" (-@all +publish &echo.events)")
    assert line.count("+publish") == 1


def test_agent_writes_its_own_log_only() -> None:
    patterns = [word for word in _line("redis-agents", "agent-nova").split() if "~" in word]
    assert patterns == ["%W~agent:logs", "%W~agent:nova:logs"]


@pytest.mark.parametrize("zone", ["redis-brc", "redis-gypsycove"])
def test_other_zones_know_no_agent_and_no_action_of_the_founder(zone: str) -> None:
    assert {user.name for user in _ZONES[zone].users} == {"core-api", "echo-ws", "audit", "probe"}
    text = "\n".join(_lines(_ZONES[zone]))
    assert "godmode" not in text
    assert "agent" not in text
