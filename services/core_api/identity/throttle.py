"""Slow down whoever guesses passwords: counted per account and per address, in the platform's zone.

1. An attempt takes its turn before the password is looked at, so that many at once get no further
than one after the other. 2. A right password gives the turns back. 3. Accounts and addresses are in
Redis as keyed hashes only. Without Redis nobody logs in.
"""

import time

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import Storage
from limits.aio.strategies import FixedWindowRateLimiter

from services.core_api.errors import StateStoreUnreachableError, TooManyRequestsError
from services.core_api.zones import Zone

_WINDOW_MINUTES = 15
ACCOUNT_ATTEMPTS = 5
ADDRESS_ATTEMPTS = 50
"""A console or a router speaks for many people from one address."""
_ACCOUNT = RateLimitItemPerMinute(ACCOUNT_ATTEMPTS, _WINDOW_MINUTES, namespace="login-account")
_ADDRESS = RateLimitItemPerMinute(ADDRESS_ATTEMPTS, _WINDOW_MINUTES, namespace="login-address")


class ZoneStorage(Storage):
    """Counters of `limits` in a zone, without the scripts that its own Redis storage needs."""

    STORAGE_SCHEME = None

    def __init__(self, zone: Zone) -> None:
        super().__init__()
        self._zone = zone

    @property
    def base_exceptions(self) -> type[Exception]:
        """What the methods raise."""
        return StateStoreUnreachableError

    async def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count."""
        return await self._zone.count(_key(key), amount, expiry)

    async def get(self, key: str) -> int:
        """Read a counter."""
        return int(await self._zone.read(_key(key)) or 0)

    async def get_expiry(self, key: str) -> float:
        """Return when a counter starts again, in seconds since 1970."""
        return time.time() + await self._zone.milliseconds_left(_key(key)) / 1000

    async def check(self) -> bool:
        """Say whether the zone answers."""
        return not await self._zone.check()

    async def reset(self) -> int | None:
        """Refuse: the zone's keys are not listed."""
        raise NotImplementedError

    async def clear(self, key: str) -> None:
        """Remove a counter."""
        await self._zone.delete(_key(key))


class Throttle:
    """The turns of one login: whose account, from where."""

    def __init__(self, zone: Zone, account_hash: str, address_hash: str) -> None:
        self._storage = ZoneStorage(zone)
        self._limiter = FixedWindowRateLimiter(self._storage)
        self._turns = ((_ACCOUNT, account_hash), (_ADDRESS, address_hash))

    async def take_turn(self) -> None:
        """Count this attempt.

        Raises `TooManyRequestsError` if it is one too many.
        """
        passed = [await self._limiter.hit(item, name) for item, name in self._turns]  # (1)
        if not all(passed):
            waits = [await self._wait_seconds(item, name) for item, name in self._turns]
            wait = max(wait for wait, ok in zip(waits, passed, strict=True) if not ok)
            raise TooManyRequestsError("too many attempts; wait, then try again", wait)

    async def is_first_refusal(self) -> bool:
        """Say whether the last attempt was the first one too many: later ones are not news."""
        counts = [
            await self._storage.get(item.key_for(name)) == item.amount + 1
            for item, name in self._turns
        ]
        return any(counts)

    async def give_back(self) -> None:
        """Forget the failures of the account, and this attempt from the address."""
        (account, account_hash), (address, address_hash) = self._turns
        await self._limiter.clear(account, account_hash)  # (2)
        await self._storage.incr(address.key_for(address_hash), address.get_expiry(), -1)

    async def _wait_seconds(self, item: RateLimitItem, name: str) -> int:
        left = await self._limiter.get_window_stats(item, name)
        return max(1, int(left.reset_time - time.time()) + 1)


def _key(key: str) -> str:
    return f"limit:{key}"
