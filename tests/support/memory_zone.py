"""A Redis zone in memory that can be switched off; its keys go by a clock that the test moves."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from services.core_api.errors import StateStoreUnreachableError


@dataclass
class MemoryZone:
    """A zone in a dictionary."""

    seconds: Callable[[], float] = time.monotonic
    is_reachable: bool = True
    values: dict[str, tuple[bytes, float]] = field(default_factory=dict)
    """Value and time of its end by key."""
    sets: dict[str, set[bytes]] = field(default_factory=dict)
    published: list[tuple[str, bytes]] = field(default_factory=list)

    def _require(self) -> None:
        if not self.is_reachable:
            raise StateStoreUnreachableError("Redis does not answer; try again later")
        now = self.seconds()
        self.values = {key: value for key, value in self.values.items() if value[1] > now}

    async def read(self, key: str) -> bytes | None:
        """Read a key."""
        self._require()
        return self.values[key][0] if key in self.values else None

    async def read_many(self, keys: Iterable[str]) -> list[bytes | None]:
        """Read several keys."""
        return [await self.read(key) for key in keys]

    async def exists(self, key: str) -> bool:
        """Say whether a key is there."""
        return await self.read(key) is not None

    async def write(self, key: str, value: bytes | str, ttl_seconds: int) -> None:
        """Write a key."""
        self._require()
        self.values[key] = (_bytes(value), self.seconds() + ttl_seconds)

    async def delete(self, *keys: str) -> None:
        """Remove keys."""
        self._require()
        for key in keys:
            self.values.pop(key, None)

    async def count(self, key: str, amount: int, ttl_seconds: int) -> int:
        """Add to a counter."""
        before = int(await self.read(key) or 0)
        end = self.values[key][1] if key in self.values else self.seconds() + ttl_seconds
        self.values[key] = (str(before + amount).encode(), end)
        return before + amount

    async def milliseconds_left(self, key: str) -> int:
        """Return the time to live."""
        self._require()
        return int((self.values[key][1] - self.seconds()) * 1000) if key in self.values else 0

    async def members(self, key: str) -> frozenset[bytes]:
        """Read a set."""
        self._require()
        return frozenset(self.sets.get(key, set()))

    async def publish(self, channel: str, payload: bytes | str) -> int:
        """Remember what was sent."""
        self._require()
        self.published.append((channel, _bytes(payload)))
        return 0

    async def check(self) -> list[str]:
        """Say whether it is switched on."""
        return [] if self.is_reachable else ["Redis does not answer"]


def _bytes(value: bytes | str) -> bytes:
    return value.encode() if isinstance(value, str) else value
