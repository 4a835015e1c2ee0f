"""A pool of connections to one Redis server, with time limits on everything.

RESP2 without a client name: neither HELLO nor CLIENT is granted. It connects when it is used first.
"""

from pydantic import RedisDsn, SecretStr
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.maint_notifications import MaintNotificationsConfig

_CONNECT_TIMEOUT_SECONDS = 2.0
_REPLY_TIMEOUT_SECONDS = 3.0
_CONNECTIONS_MAX = 20


def open_redis(url: RedisDsn, password: SecretStr) -> Redis:
    """Create the pool."""
    return Redis(
        host=url.host or "",
        port=url.port or 6379,
        db=int((url.path or "/0").removeprefix("/") or 0),
        username=url.username,
        password=password.get_secret_value(),
        socket_connect_timeout=_CONNECT_TIMEOUT_SECONDS,
        socket_timeout=_REPLY_TIMEOUT_SECONDS,
        max_connections=_CONNECTIONS_MAX,
        # Once more, for a pooled connection that a restart of Redis broke.
        retry=Retry(NoBackoff(), 1),
        protocol=2,
        driver_info=None,
        maint_notifications_config=MaintNotificationsConfig(enabled=False),
    )
