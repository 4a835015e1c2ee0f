"""Build the relay and serve until told to stop.

1. Three zones, each with its keeper. 2. The server: Origin allow-list, no compression, small
buffers. 3. On SIGTERM or SIGINT every socket is closed with 1001; what is not gone after four
seconds is cut.
"""

import asyncio
import logging
import signal
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pydantic import RedisDsn, SecretStr
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from services.echo_ws.admission import read_ticket, require_zone
from services.echo_ws.client import close
from services.echo_ws.core_api import CoreApi
from services.echo_ws.deliveries import Deliveries
from services.echo_ws.errors import DismissedError, ZoneUnavailableError
from services.echo_ws.health import process_request
from services.echo_ws.redis_link import RedisAddress
from services.echo_ws.settings import Settings
from services.echo_ws.zone_keeper import ZoneKeeper
from services.relay_contract.frames import CLOSE_TRY_AGAIN
from services.relay_contract.limits import AUTH_SECONDS, FRAME_BYTES_MAX

_logger = logging.getLogger(__name__)
_STOP_SECONDS = 4.0
_PING_SECONDS = 20.0
_QUEUE_FRAMES = 4
"""Received frames that wait for their answer; then the socket is not read."""


class Relay:
    """The relay as a whole."""

    def __init__(self, settings: Settings) -> None:
        name = uuid.uuid4().hex[:12]
        key = settings.machine_key.get_secret_value()
        self._core_api = CoreApi(str(settings.core_api_url), key)
        self._deliveries = Deliveries(name, self._core_api)
        self.keepers = {
            platform: ZoneKeeper(name, platform, address, self._core_api, self._deliveries)
            for platform, address in zone_addresses(settings).items()
        }
        self.zones = {platform: keeper.zone for platform, keeper in self.keepers.items()}

    async def handle(self, connection: ServerConnection) -> None:
        """Serve one socket."""
        try:
            ticket = await read_ticket(connection)
            zone = require_zone(ticket, self.zones)
            await self.keepers[zone.platform].serve(connection, ticket)
        except DismissedError as error:
            await close(connection, error.code, error.reason)
        except ZoneUnavailableError:
            await close(connection, CLOSE_TRY_AGAIN, "the zone is away; try again later")
        except ConnectionClosed:
            return

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep the zones open and report deliveries."""
        async with asyncio.TaskGroup() as group:
            work = [keeper.zone.run() for keeper in self.keepers.values()]
            tasks = [group.create_task(one) for one in (*work, self._deliveries.run())]
            yield
            self._say_goodbye()
            for task in tasks:
                task.cancel()
        self._core_api.close()

    def _say_goodbye(self) -> None:
        for keeper in self.keepers.values():
            if keeper.zone.is_up:
                keeper.presence.say_goodbye()


def zone_addresses(settings: Settings) -> dict[str, RedisAddress]:
    """Return where the zone of each platform is."""
    return {
        "novaos": _address(settings.redis_url_agents, settings.redis_agents_password),
        "blackrose": _address(settings.redis_url_brc, settings.redis_brc_password),
        "gypsycove": _address(settings.redis_url_gypsycove, settings.redis_gypsycove_password),
    }


def _address(url: RedisDsn, password: SecretStr) -> RedisAddress:
    return RedisAddress(
        url.host or "",
        url.port or 6379,
        int((url.path or "/0").removeprefix("/") or 0),
        url.username or "",
        password.get_secret_value(),
    )


async def serve_sockets(relay: Relay, settings: Settings) -> Server:
    """Start the server."""
    origins: list[Origin | None] = [Origin(origin) for origin in settings.allowed_origins]
    if settings.allow_missing_origin:
        origins.append(None)
    return await serve(
        relay.handle,
        settings.echo_ws_host,
        settings.echo_ws_port,
        origins=origins,
        compression=None,
        process_request=process_request(relay.zones.values()),
        server_header=None,
        open_timeout=AUTH_SECONDS,
        ping_interval=_PING_SECONDS,
        ping_timeout=_PING_SECONDS,
        close_timeout=1.0,
        max_size=FRAME_BYTES_MAX,
        max_queue=_QUEUE_FRAMES,
    )


async def run_relay(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    relay = Relay(settings)
    async with relay.running():
        server = await serve_sockets(relay, settings)
        _logger.info("serving on port %d", settings.echo_ws_port)
        await stop.wait()
        await stop_server(server)


async def stop_server(server: Server) -> None:
    """Close every socket with 1001; cut those that are not gone in time."""
    server.close()
    try:
        async with asyncio.timeout(_STOP_SECONDS):
            await server.wait_closed()
    except TimeoutError:
        for connection in list(server.all_connections):
            connection.transport.abort()
