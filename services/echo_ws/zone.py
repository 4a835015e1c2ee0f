"""The connection of this relay to the Redis of one zone: up or away, never in between.

1. Two connections are opened, one for commands and one that listens. 2. Before the zone counts as
up, its keeper checks the sessions of everybody who is still connected and restores presence.
3. The keeper's beat repeats this check every two seconds; one that fails takes the zone down. 4. A
zone that is down is opened again, after a wait that grows and is jittered.
"""

import asyncio
import logging
from typing import Protocol

from services.echo_ws.backoff import Backoff
from services.echo_ws.errors import ZoneUnavailableError
from services.echo_ws.event_pump import EventPump
from services.echo_ws.redis_link import RedisAddress, RedisLink, open_link
from services.echo_ws.resp import Reply, render_command
from services.relay_contract.limits import SESSION_SWEEP_SECONDS
from services.relay_contract.names import (
    CONTROL_CHANNEL,
    EVENTS_CHANNEL,
    GODMODE_CHANNEL,
    GODMODE_PLATFORM,
)

_logger = logging.getLogger(__name__)
_BACKOFF_BASE_SECONDS = 0.1
_BACKOFF_CAP_SECONDS = 2.0


class Keeper(Protocol):
    """What a zone tells to whoever works with it."""

    def receive(self, zone: "Zone", channel: bytes, payload: bytes) -> None:
        """Take something that was published."""

    def deliver(self, zone: "Zone") -> None:
        """Hand out what was taken."""

    async def restore(self, zone: "Zone") -> None:
        """Bring the zone's Redis and this relay together again."""

    async def beat(self, zone: "Zone") -> None:
        """Check the sessions, give a sign of life."""

    def changed(self, zone: "Zone") -> None:
        """Learn that the zone went up or down."""


class Zone:
    """The Redis of one platform."""

    def __init__(self, platform: str, address: RedisAddress, keeper: Keeper) -> None:
        self.platform = platform
        self.is_up = False
        self.down_since = 0.0
        """By the loop's clock; of interest while the zone is down."""
        self._address = address
        self._keeper = keeper
        self._commands: RedisLink | None = None

    async def call(self, *words: str | bytes | int) -> Reply:
        """Send a command and return its reply.

        Raises `ZoneUnavailableError` if the zone's Redis is away.
        """
        if self._commands is None:
            raise ZoneUnavailableError("Redis is not connected")
        return await self._commands.call(*words)

    def post(self, *words: str | bytes | int) -> None:
        """Send a command without waiting for its reply.

        Raises `ZoneUnavailableError` if the zone's Redis is away.
        """
        if self._commands is None:
            raise ZoneUnavailableError("Redis is not connected")
        self._commands.post(render_command(*words))

    def publish(self, payload: bytes) -> None:
        """Publish an event for all relays, this one included.

        Raises `ZoneUnavailableError` unless the zone is up.
        """
        if not self.is_up:
            raise ZoneUnavailableError("Redis is away")
        self.post("PUBLISH", EVENTS_CHANNEL, payload)

    async def run(self) -> None:
        """Keep the zone open until cancelled."""
        backoff = Backoff(_BACKOFF_BASE_SECONDS, _BACKOFF_CAP_SECONDS)
        self.down_since = asyncio.get_running_loop().time()
        while True:
            try:
                await self._stay_open(backoff)
            except ZoneUnavailableError as error:
                if self.is_up:
                    _logger.warning("zone %s is away: %s", self.platform, error)
            finally:
                self._go_down()
            await asyncio.sleep(backoff.next_seconds())

    async def _stay_open(self, backoff: Backoff) -> None:
        events = EventPump(self._take_in, self._end_part)
        listener = await open_link(self._address, events.receive)  # (1)
        events.follow(listener)
        try:
            self._commands = await open_link(self._address)
            for channel in self._channels():
                await listener.call("SUBSCRIBE", channel)
            await self._keeper.restore(self)  # (2)
            await self._keeper.beat(self)
            self._go_up()
            backoff.reset()
            while True:  # (3)
                await self._pause(listener, self._commands)
                await self._keeper.beat(self)
                await listener.call("PING")
        finally:
            listener.abort("the zone is opened anew")

    async def _pause(self, *links: RedisLink) -> None:
        done, _ = await asyncio.wait(
            [link.closed for link in links],
            timeout=SESSION_SWEEP_SECONDS,
            return_when=asyncio.FIRST_COMPLETED,
        )
        for closed in done:
            raise ZoneUnavailableError(closed.result())

    def _channels(self) -> tuple[str, ...]:
        godmode = (GODMODE_CHANNEL,) if self.platform == GODMODE_PLATFORM else ()
        return (EVENTS_CHANNEL, CONTROL_CHANNEL, *godmode)

    def _take_in(self, channel: bytes, payload: bytes) -> None:
        self._keeper.receive(self, channel, payload)

    def _end_part(self) -> None:
        self._keeper.deliver(self)

    def _go_up(self) -> None:
        self.is_up = True
        _logger.info("zone %s is up", self.platform)
        self._keeper.changed(self)

    def _go_down(self) -> None:
        if self._commands is not None:
            self._commands.abort("the zone is opened anew")
            self._commands = None
        if self.is_up:
            self.is_up = False
            self.down_since = asyncio.get_running_loop().time()
            self._keeper.changed(self)
