"""Open the real stores, keys and credentials from the settings.

Nothing is connected yet: pools connect when they are used first. Wrong keys refuse to start.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from services.core_api.access.key_ring import KeyRing, read_key_ring
from services.core_api.access.machines import read_machine_credentials
from services.core_api.access.tokens import AccessTokens
from services.core_api.database import create_engine
from services.core_api.interface import Ports
from services.core_api.redis_pool import open_redis
from services.core_api.redis_store import RedisStateStore
from services.core_api.registry import PostgresRegistry
from services.core_api.settings import Settings
from services.core_api.storage import Database
from services.core_api.zones import RedisZone, Zones


@dataclass(frozen=True, slots=True)
class Opened:
    """The ports, and how to close what they hold."""

    ports: Ports
    close: Callable[[], Awaitable[None]]


def open_ports(settings: Settings, now: Callable[[], datetime]) -> Opened:
    """Open everything.

    Raises `SettingsError` if a key or a credential cannot be used.
    """
    keys = open_key_ring(settings)
    machines = read_machine_credentials(settings.machine_credentials.get_secret_value())
    engine = create_engine(settings)
    agents = open_redis(settings.redis_url_agents, settings.redis_agents_password)
    brc = open_redis(settings.redis_url_brc, settings.redis_brc_password)
    gypsycove = open_redis(settings.redis_url_gypsycove, settings.redis_gypsycove_password)

    async def close() -> None:
        for redis in (agents, brc, gypsycove):
            await redis.aclose()
        await engine.dispose()

    ports = Ports(
        settings=settings,
        state_store=RedisStateStore(agents),
        registry=PostgresRegistry(engine),
        now=now,
        database=Database(engine),
        zones=Zones(RedisZone(agents), RedisZone(brc), RedisZone(gypsycove)),
        keys=keys,
        tokens=AccessTokens(keys),
        machines=machines,
    )
    return Opened(ports, close)


def open_key_ring(settings: Settings) -> KeyRing:
    """Read the keys that the settings hold."""
    return read_key_ring(
        settings.jwt_private_pem.get_secret_value(),
        settings.jwt_public_pem.get_secret_value(),
        settings.jwt_public_other_pem.get_secret_value(),
    )
