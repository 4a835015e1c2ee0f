"""Work with one zone: take its events, end what has ended, keep presence, serve its clients.

What arrives while the zone is not up is dropped, except the end of sessions: nothing is relayed to
a socket whose session could not be checked within the last seconds.
"""

import asyncio
import logging

import msgspec
from websockets.asyncio.server import ServerConnection

from services.echo_ws.admission import make_client, redeem_ticket
from services.echo_ws.client import Client, encode_frame, wrap_frame
from services.echo_ws.conversation import Conversation
from services.echo_ws.core_api import CoreApi
from services.echo_ws.deliveries import Deliveries
from services.echo_ws.errors import DismissedError, ZoneUnavailableError
from services.echo_ws.hub import Hub
from services.echo_ws.presence import RENEW_SECONDS, Presence
from services.echo_ws.redis_link import RedisAddress
from services.echo_ws.zone import Zone
from services.relay_contract import frames
from services.relay_contract.events import parse_control, parse_event
from services.relay_contract.limits import SOCKETS_PER_USER
from services.relay_contract.names import (
    CONTROL_CHANNEL,
    EVENTS_CHANNEL,
    GODMODE_CHANNEL,
    session_ended_key,
)
from services.relay_contract.rooms import GODMODE_ROOM

_logger = logging.getLogger(__name__)
_MGET_KEYS = 500
_EVENTS = EVENTS_CHANNEL.encode()
_CONTROL = CONTROL_CHANNEL.encode()
_GODMODE = GODMODE_CHANNEL.encode()


class ZoneKeeper:
    """One zone and everybody in it."""

    def __init__(
        self,
        relay: str,
        platform: str,
        address: RedisAddress,
        core_api: CoreApi,
        deliveries: Deliveries,
    ) -> None:
        self.hub = Hub()
        self.zone = Zone(platform, address, self)
        self.presence = Presence(relay, self.zone, self.hub)
        self._conversation = Conversation(relay, self.zone, self.hub, self.presence, core_api)
        self._deliveries = deliveries
        self._renewed_at = 0.0
        self._taken: dict[str, list[bytes]] = {}
        self._messages: list[tuple[str, str]] = []

    async def serve(self, connection: ServerConnection, ticket: str) -> None:
        """Serve one socket until it is closed.

        Raises `DismissedError` or `ZoneUnavailableError` if it has to be closed here.
        """
        client = make_client(connection, await redeem_ticket(self.zone, ticket))
        if not await self.presence.admit(client):
            reason = f"{SOCKETS_PER_USER} sockets are open; close one"
            raise DismissedError(frames.CLOSE_TOO_MANY, reason)
        self.hub.add(client)
        try:
            grant = client.grant
            client.tell(frames.Welcome(client.person, grant.platform, grant.rooms))
            async for text in connection:
                await self._conversation.answer(client, text)
        finally:
            await self._part(client)

    async def _part(self, client: Client) -> None:
        joined = client.joined
        try:
            for room in joined:
                await self._conversation.leave(client, room)
            self.presence.forget_user(client)
        except ZoneUnavailableError:
            _logger.debug("presence expires by itself")
        finally:
            self.hub.remove(client)

    def receive(self, zone: Zone, channel: bytes, payload: bytes) -> None:
        """Take something that was published in the zone; what nobody can read is dropped."""
        try:
            if channel == _CONTROL:
                self._control(payload)
            elif not zone.is_up:
                return
            elif channel == _EVENTS:
                self._take(payload)
            elif channel == _GODMODE:
                action = msgspec.json.decode(payload, type=dict[str, str])
                self.hub.deliver(GODMODE_ROOM, encode_frame(frames.Godmode(action)))
        except ValueError:
            _logger.warning("an event that nobody can read was dropped")

    def _take(self, payload: bytes) -> None:
        header, frame = parse_event(payload)
        if header.room == GODMODE_ROOM:
            return
        if header.about:
            self.deliver(self.zone)
            self.hub.deliver_to_others(header.room, wrap_frame(frame), header.about)
            return
        self._taken.setdefault(header.room, []).append(wrap_frame(frame))
        if header.message:
            self._messages.append((header.message, header.room))

    def deliver(self, zone: Zone) -> None:
        """Hand out what was taken, room by room: one write for each client of a room."""
        del zone
        sockets = {
            room: self.hub.deliver(room, b"".join(taken), len(taken))
            for room, taken in self._taken.items()
        }
        for message, room in self._messages:
            self._deliveries.count(message, sockets[room])
        self._taken.clear()
        self._messages.clear()

    def _control(self, payload: bytes) -> None:
        control = parse_control(payload)
        if control.kind == "session_ended" and control.session:
            self._dismiss(self.hub.of_session(control.session), "the session has ended")
        elif control.kind == "rights_changed" and control.user:
            self._dismiss(self.hub.of_user(control.user), "your rights have changed")

    def _dismiss(self, clients: list[Client], reason: str) -> None:
        for client in clients:
            client.dismiss(frames.CLOSE_UNAUTHENTICATED, reason)

    async def restore(self, zone: Zone) -> None:
        """Write presence again: Redis may have lost it."""
        del zone
        await self.presence.renew()
        self._renewed_at = asyncio.get_running_loop().time()

    async def beat(self, zone: Zone) -> None:
        """End what has ended, give a sign of life, renew what would expire."""
        await self._sweep(zone)
        await self.presence.give_sign()
        now = asyncio.get_running_loop().time()
        if now - self._renewed_at > RENEW_SECONDS:
            await self.restore(zone)
        for client in list(self.hub.clients()):
            if client.until <= now:
                client.dismiss(frames.CLOSE_TICKET_OVER, "get a new ticket")

    async def _sweep(self, zone: Zone) -> None:
        sessions = self.hub.sessions()
        for start in range(0, len(sessions), _MGET_KEYS):
            chunk = sessions[start : start + _MGET_KEYS]
            found = await zone.call("MGET", *map(session_ended_key, chunk))
            if not isinstance(found, list):
                raise ZoneUnavailableError("MGET answers no list")
            for session, ended in zip(chunk, found, strict=True):
                if ended is not None:
                    self._dismiss(self.hub.of_session(session), "the session has ended")

    def changed(self, zone: Zone) -> None:
        """Tell everybody that the zone went up or away."""
        frame = encode_frame(frames.Available() if zone.is_up else frames.Unavailable())
        for client in list(self.hub.clients()):
            client.write(frame)
