"""What each kind of client may do on the Redis server of the agents' zone, as data.

The server's ACL file is made from a copy of these facts; a contract test compares the two. Nothing
else is needed: no HELLO and no CLIENT SETINFO (both clients speak RESP2 and announce no library),
no categories, no scripts, no KEYS. What core-api and the relay need in every zone is in
`services.relay_contract.redis_access`.
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
    publishes: tuple[str, ...] | None = None
    """Channels for PUBLISH, where it hears more than it says; None: the same as `channels`."""

    def __add__(self, other: "RedisAccess") -> "RedisAccess":
        """Join the rights of one user for two purposes."""
        if self.user != other.user or self.publishes != other.publishes:
            raise ValueError(f"rights of {self.user} and of {other.user} are not joined")
        return RedisAccess(
            user=self.user,
            commands=_joined(self.commands, other.commands),
            read_keys=_joined(self.read_keys, other.read_keys),
            write_keys=_joined(self.write_keys, other.write_keys),
            channels=_joined(self.channels, other.channels),
        )


def _joined(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(left + right))


_CONNECTION = ("ping", "select")
"""AUTH needs no grant. A connection starts in database 0 and selects its own; `select|3` would be
a deprecated form, and the server holds nothing but this zone."""


def core_api_access() -> RedisAccess:
    """Rights of core-api to route: states, logs to read, commands to publish."""
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
