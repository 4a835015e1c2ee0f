"""Who may do what in each Redis zone: one user per client, single commands, keys and channels.

Categories such as `+@write` are never granted: they hold FLUSHALL and whatever the next release
adds. Key patterns do not limit commands without keys, so of those only PING, SELECT, MULTI and
EXEC are granted. A contract test compares these rights with what the clients say they need.
"""

from infra.addresses import AGENT_NAMES, ZONE_DATABASES, redis_password, zone_workload
from infra.model import RedisUser, RedisZone

AGENTS_ZONE = "agents"
_CONNECT = ("ping", "select")
"""A connection starts in database 0 and selects its own; AUTH needs no grant. Granting one database
only (`select|3`) is deprecated, and the server holds nothing of another zone."""
_ALL_CONTROL = "agent.all.control"
_KNOWN = "agents:known"
_LOGS = "agent:logs"
_LIMITS = "limit:*"
_SESSIONS = "session:*"
_TICKETS = "echo:ticket:*"
_PRESENCE = "echo:presence:*"
_RELAYS = "echo:relays"
_EVENTS = "echo.events"
_CONTROL = "echo.control"
_GODMODE = "echo.godmode"
"""In the agents' zone only: what the founder does is nobody's business in the others."""
_GATEWAY_COMMANDS = (
    *("get", "set", "del", "exists", "incrby", "expire", "pttl", "mget", "multi", "exec"),
    *("publish", "sadd", "smembers"),
)
_RELAY_COMMANDS = (
    *("get", "set", "del", "exists", "expire", "getdel", "mget", "sadd", "smembers", "srem"),
    *("publish", "subscribe", "unsubscribe"),
)


def _core_api(zone: str) -> RedisUser:
    agents = zone == AGENTS_ZONE
    states = tuple(f"agent:{name}:state" for name in AGENT_NAMES) if agents else ()
    logs = (_LOGS, *(f"agent:{name}:logs" for name in AGENT_NAMES)) if agents else ()
    known = (_KNOWN,) if agents else ()
    control = (_ALL_CONTROL, *(f"agent.{name}.control" for name in AGENT_NAMES), _GODMODE)
    return RedisUser(
        name="core-api",
        password=redis_password(zone, "core-api"),
        commands=(*_CONNECT, *_GATEWAY_COMMANDS, *(("xrevrange",) if agents else ())),
        read_keys=(_LIMITS, _SESSIONS, _PRESENCE, _RELAYS, *known, *states, *logs),
        write_keys=(_LIMITS, _SESSIONS, _TICKETS, *known, *states),
        channels=(_EVENTS, _CONTROL, *(control if agents else ())),
    )


def _echo_ws(zone: str) -> RedisUser:
    return RedisUser(
        name="echo-ws",
        password=redis_password(zone, "echo-ws"),
        commands=(*_CONNECT, *_RELAY_COMMANDS),
        read_keys=(_TICKETS, _SESSIONS, _PRESENCE, _RELAYS),
        write_keys=(_TICKETS, _PRESENCE, _RELAYS),
        channels=(_EVENTS, _CONTROL, *((_GODMODE,) if zone == AGENTS_ZONE else ())),
        # A relay passes on what is said; who is logged out and what GodMode does it only hears.
        publishes=(_EVENTS,),
    )


def _agent(name: str) -> RedisUser:
    return RedisUser(
        name=f"agent-{name}",
        password=redis_password(AGENTS_ZONE, f"agent-{name}"),
        commands=(*_CONNECT, "subscribe", "xadd"),
        write_keys=(_LOGS, f"agent:{name}:logs"),
        channels=(f"agent.{name}.control", _ALL_CONTROL),
    )


_PROBE = RedisUser(name="probe", commands=("ping",))
"""For the health check, which must not know a password."""


def _audit(zone: str) -> RedisUser:
    return RedisUser(
        name="audit",
        password=redis_password(zone, "audit"),
        commands=("ping", "acl|dryrun", "acl|list", "acl|log"),
        from_host=True,
    )


def _zone(name: str) -> RedisZone:
    agents = AGENT_NAMES if name == AGENTS_ZONE else ()
    clients = (_core_api(name), _echo_ws(name), *(_agent(each) for each in agents))
    return RedisZone(
        workload=zone_workload(name),
        database=ZONE_DATABASES[name],
        users=(*clients, _audit(name), _PROBE),
    )


REDIS_ZONES = tuple(_zone(name) for name in ZONE_DATABASES)
