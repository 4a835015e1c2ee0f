"""What each kind of client may do on the Redis server of the agents' zone, as data.

The server's ACL file is made from a copy of these facts; a contract test compares the two. Nothing
else is needed: no HELLO and no CLIENT SETINFO (both clients speak RESP2 and announce no library),
no categories, no scripts, no KEYS.
"""

from dataclasses import dataclass

from agents.contract.names import (
    AGENT_NAMES,
    ALL_CONTROL_CHANNEL,
    ALL_LOGS_STREAM,
    KNOWN_AGENTS_KEY,
    control_channel,
    log_stream,
    state_key,
)


@dataclass(frozen=True, slots=True)
class RedisAccess:
    """The rights of one ACL user."""

    user: str
    commands: tuple[str, ...]
    """Single commands in lower case, never categories."""
    read_keys: tuple[str, ...]
    write_keys: tuple[str, ...]
    channels: tuple[str, ...]


_CONNECTION = ("ping", "select")
"""AUTH needs no grant. A connection starts in database 0 and selects its own; `select|3` would be
a deprecated form, and the server holds nothing but this zone."""


def core_api_access() -> RedisAccess:
    """Rights of core-api: states, logs to read, commands to publish."""
    every_state = tuple(state_key(name) for name in AGENT_NAMES)
    every_log = (ALL_LOGS_STREAM, *(log_stream(name) for name in AGENT_NAMES))
    return RedisAccess(
        user="core-api",
        commands=(*_CONNECTION, "mget", "publish", "sadd", "set", "smembers", "xrevrange"),
        read_keys=(KNOWN_AGENTS_KEY, *every_state, *every_log),
        write_keys=(KNOWN_AGENTS_KEY, *every_state),
        channels=(ALL_CONTROL_CHANNEL, *(control_channel(name) for name in AGENT_NAMES)),
    )


def agent_access(name: str) -> RedisAccess:
    """Rights of the agent `name`: its own control channel, and to append to two logs."""
    return RedisAccess(
        user=f"agent-{name}",
        commands=(*_CONNECTION, "subscribe", "xadd"),
        read_keys=(),
        write_keys=(ALL_LOGS_STREAM, log_stream(name)),
        channels=(control_channel(name), ALL_CONTROL_CHANNEL),
    )
