"""What core-api and the relay may do in every Redis zone, as data.

The ACL files are made from a copy of these facts; a contract test compares the two. In the agents'
zone core-api has the rights of `agents.contract.redis_access` on top, and only there actions of
GodMode are told.
"""

from agents.contract.redis_access import RedisAccess

AGENTS_ZONE = "agents"
ZONES = (AGENTS_ZONE, "brc", "gypsycove")

LIMITS = "limit:*"
SESSIONS = "session:*"
TICKETS = "echo:ticket:*"
PRESENCE = "echo:presence:*"
RELAYS_KEY = "echo:relays"
EVENTS_CHANNEL = "echo.events"
CONTROL_CHANNEL = "echo.control"
GODMODE_CHANNEL = "echo.godmode"


def core_api_access(zone: str) -> RedisAccess:
    """Rights of core-api in `zone`: throttling, ended sessions, tickets, news for the relays."""
    return RedisAccess(
        user="core-api",
        commands=(
            *("ping", "select", "multi", "exec"),
            *("get", "set", "del", "exists", "incrby", "expire", "pttl", "mget"),
            *("publish", "sadd", "smembers"),
        ),
        read_keys=(LIMITS, SESSIONS, PRESENCE, RELAYS_KEY),
        write_keys=(LIMITS, SESSIONS, TICKETS),
        channels=_channels(zone),
    )


def echo_ws_access(zone: str) -> RedisAccess:
    """Rights of a relay in `zone`: tickets to redeem, presence, events to pass on."""
    return RedisAccess(
        user="echo-ws",
        commands=(
            *("ping", "select", "getdel", "exists", "mget", "get", "set", "del", "expire"),
            *("sadd", "srem", "smembers", "publish", "subscribe", "unsubscribe"),
        ),
        read_keys=(TICKETS, SESSIONS, PRESENCE, RELAYS_KEY),
        write_keys=(TICKETS, PRESENCE, RELAYS_KEY),
        channels=_channels(zone),
        publishes=(EVENTS_CHANNEL,),
    )


def _channels(zone: str) -> tuple[str, ...]:
    return (EVENTS_CHANNEL, CONTROL_CHANNEL, *((GODMODE_CHANNEL,) if zone == AGENTS_ZONE else ()))
