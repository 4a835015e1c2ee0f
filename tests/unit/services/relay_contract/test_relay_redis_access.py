"""The rights in every zone: whole prefixes only, no look at the server, GodMode in one zone."""

import re

import pytest

from agents.contract.redis_access import RedisAccess
from services.relay_contract.redis_access import (
    AGENTS_ZONE,
    GODMODE_CHANNEL,
    ZONES,
    core_api_access,
    echo_ws_access,
)

_EVERYBODY = [make(zone) for zone in ZONES for make in (core_api_access, echo_ws_access)]
_PATTERN = re.compile(r"(echo:)?[a-z]+(:\*)?")


@pytest.mark.parametrize("access", _EVERYBODY, ids=lambda access: access.user)
def test_key_patterns_are_whole_prefixes(access: RedisAccess) -> None:
    keys = {*access.read_keys, *access.write_keys}
    assert [key for key in keys if not _PATTERN.fullmatch(key)] == []
    assert not [channel for channel in access.channels if set(channel) & set("*?[")]


@pytest.mark.parametrize("access", _EVERYBODY, ids=lambda access: access.user)
def test_nobody_may_change_or_inspect_the_server(access: RedisAccess) -> None:
    forbidden = {"acl", "config", "debug", "eval", "flushall", "flushdb", "info", "keys", "monitor"}
    forbidden |= {"scan", "script", "psubscribe", "client", "hello", "swapdb", "move", "rename"}
    assert not forbidden & set(access.commands)


@pytest.mark.parametrize("zone", ZONES)
def test_core_api_makes_tickets_and_cannot_read_them(zone: str) -> None:
    access = core_api_access(zone)
    assert "echo:ticket:*" in access.write_keys
    assert "echo:ticket:*" not in access.read_keys
    assert not {"subscribe", "getdel"} & set(access.commands)


@pytest.mark.parametrize("zone", ZONES)
def test_relay_can_end_no_session_and_lift_no_limit(zone: str) -> None:
    access = echo_ws_access(zone)
    assert not {"session:*", "limit:*"} & set(access.write_keys)


@pytest.mark.parametrize("zone", ZONES)
def test_relay_says_nothing_on_the_channels_of_core_api(zone: str) -> None:
    assert echo_ws_access(zone).publishes == ("echo.events",)


def test_actions_of_godmode_are_told_in_one_zone() -> None:
    told = {zone for zone in ZONES if GODMODE_CHANNEL in echo_ws_access(zone).channels}
    assert told == {zone for zone in ZONES if GODMODE_CHANNEL in core_api_access(zone).channels}
    assert told == {AGENTS_ZONE}
