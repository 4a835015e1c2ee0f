"""Who may do what in each Redis zone: one user per client, single commands, keys and channels.

Categories such as `+@write` are never granted: they hold FLUSHALL and whatever the next release
adds. Key patterns do not limit commands without keys, so of those only PING is granted. A contract
test compares these rights with what the clients say they need.
"""

from infra.model import RedisUser, RedisZone
from infra.workloads import AGENT_NAMES, AGENTS_DATABASE

_CONNECT = ("ping", "select")
"""A connection starts in database 0 and selects its own; AUTH needs no grant. Granting one database
only (`select|3`) is deprecated, and the server holds nothing of another zone."""
_ALL_AGENTS = ("audita", "echo", "glitch", "lyra", "nova", "riven", "velora")
_ALL_CONTROL = "agent.all.control"
_KNOWN = "agents:known"
_LOGS = "agent:logs"


def _core_api() -> RedisUser:
    states = tuple(f"agent:{name}:state" for name in _ALL_AGENTS)
    logs = tuple(f"agent:{name}:logs" for name in _ALL_AGENTS)
    return RedisUser(
        name="core-api",
        password="redis_agents_core-api_password",  # noqa: S106 - the name of a stored secret
        commands=(*_CONNECT, "mget", "publish", "sadd", "set", "smembers", "xrevrange"),
        read_keys=(_KNOWN, *states, _LOGS, *logs),
        write_keys=(_KNOWN, *states),
        channels=(_ALL_CONTROL, *(f"agent.{name}.control" for name in _ALL_AGENTS)),
    )


def _agent(name: str) -> RedisUser:
    return RedisUser(
        name=f"agent-{name}",
        password=f"redis_agents_agent-{name}_password",
        commands=(*_CONNECT, "subscribe", "xadd"),
        write_keys=(_LOGS, f"agent:{name}:logs"),
        channels=(f"agent.{name}.control", _ALL_CONTROL),
    )


_PROBE = RedisUser(name="probe", commands=("ping",))
"""For the health check, which must not know a password."""

REDIS_ZONES = (
    RedisZone(
        workload="redis-agents",
        database=AGENTS_DATABASE,
        users=(_core_api(), *(_agent(name) for name in AGENT_NAMES), _PROBE),
    ),
)
