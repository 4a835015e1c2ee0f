"""The Redis zones: one server per platform, so that no platform can see another's keys.

Uses only commands that the zones' ACL files grant: no scripts, no KEYS, no SCAN. Every failure is
`StateStoreUnreachableError`: what could not be asked is never "no".
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

from services.core_api.access.actors import Platform
from services.core_api.errors import StateStoreUnreachableError

_logger = logging.getLogger(__name__)
_LIMIT_SECONDS = 4.0
"""A client waits 5 s for its answer."""


class Zone(Protocol):
    """One zone, as the areas see it."""

    async def read(self, key: str) -> bytes | None:
        """Read a key."""

    async def read_many(self, keys: Iterable[str]) -> list[bytes | None]:
        """Read several keys."""

    async def exists(self, key: str) -> bool:
        """Say whether a key is there."""

    async def write(self, key: str, value: bytes | str, ttl_seconds: int) -> None:
        """Write a key that goes by itself."""

    async def delete(self, *keys: str) -> None:
        """Remove keys."""

    async def count(self, key: str, amount: int, ttl_seconds: int) -> int:
        """Add to a counter, whose time to live starts with its first addition."""

    async def milliseconds_left(self, key: str) -> int:
        """Return the time to live; 0 for a key that is not there."""

    async def members(self, key: str) -> frozenset[bytes]:
        """Read a set."""

    async def publish(self, channel: str, payload: bytes | str) -> int:
        """Send to those who listen now, and return how many."""

    async def check(self) -> list[str]:
        """Find reasons why the zone cannot be used now."""


class RedisZone:
    """A zone on a pool of connections."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    @asynccontextmanager
    async def _failures(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(_LIMIT_SECONDS):
                yield
        except (RedisError, OSError, TimeoutError) as error:
            _logger.warning("redis: %s", type(error).__name__)
            raise StateStoreUnreachableError("Redis does not answer; try again later") from error

    async def read(self, key: str) -> bytes | None:
        """Read with GET."""
        async with self._failures():
            return _bytes(await self._redis.get(key))

    async def read_many(self, keys: Iterable[str]) -> list[bytes | None]:
        """Read with MGET, which wants one key at least."""
        wanted = list(keys)
        if not wanted:
            return []
        async with self._failures():
            return [_bytes(value) for value in await self._redis.mget(wanted)]

    async def exists(self, key: str) -> bool:
        """Ask with EXISTS."""
        async with self._failures():
            return bool(await self._redis.exists(key))

    async def write(self, key: str, value: bytes | str, ttl_seconds: int) -> None:
        """Write with SET and EX."""
        async with self._failures():
            await self._redis.set(key, value, ex=ttl_seconds)

    async def delete(self, *keys: str) -> None:
        """Remove with DEL."""
        async with self._failures():
            await self._redis.delete(*keys)

    async def count(self, key: str, amount: int, ttl_seconds: int) -> int:
        """Create with a time to live and add, in one MULTI: no counter can stay for ever."""
        async with self._failures(), self._redis.pipeline(transaction=True) as pipeline:
            pipeline.set(key, 0, ex=ttl_seconds, nx=True)
            pipeline.incrby(key, amount)
            return int((await pipeline.execute())[1])

    async def milliseconds_left(self, key: str) -> int:
        """Ask with PTTL."""
        async with self._failures():
            return max(0, int(await self._redis.pttl(key)))

    async def members(self, key: str) -> frozenset[bytes]:
        """Read with SMEMBERS."""
        async with self._failures():
            found = await self._redis.smembers(key)
            return frozenset(value for value in map(_bytes, found) if value is not None)

    async def publish(self, channel: str, payload: bytes | str) -> int:
        """Send with PUBLISH."""
        async with self._failures():
            return int(await self._redis.publish(channel, payload))

    async def check(self) -> list[str]:
        """Ask with PING."""
        try:
            async with self._failures():
                await self._redis.ping()
        except StateStoreUnreachableError as error:
            return [error.reason]
        return []


def _bytes(value: bytes | str | None) -> bytes | None:
    # The client is told not to decode; its types also allow the replies of one that does.
    return value.encode() if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Zones:
    """Which zone is whose."""

    agents: Zone
    """Of the founder's console, the agents, and the relay."""
    brc: Zone
    gypsycove: Zone

    def of(self, platform: Platform) -> Zone:
        """Return the zone of a platform."""
        if platform is Platform.BLACKROSE:
            return self.brc
        if platform is Platform.GYPSYCOVE:
            return self.gypsycove
        return self.agents

    def named(self) -> Mapping[str, Zone]:
        """Return all zones by the names of their workloads."""
        return {
            "redis-agents": self.agents,
            "redis-brc": self.brc,
            "redis-gypsycove": self.gypsycove,
        }
