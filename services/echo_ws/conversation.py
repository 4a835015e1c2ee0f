"""Answer the frames of a proved client, one at a time.

1. Every frame counts against the minute's limit, before it is read. 2. Only rooms of the ticket
exist; writing needs the right to write. 3. While the zone is away nothing is relayed and nothing is
read: the session could have ended. 4. What was said is published for all relays and reaches this
relay's clients on the same way.
"""

import asyncio
from datetime import UTC, datetime

import msgspec

from services.echo_ws.client import Client
from services.echo_ws.core_api import CoreApi
from services.echo_ws.errors import (
    CoreApiUnavailableError,
    DismissedError,
    RefusedError,
    ZoneUnavailableError,
)
from services.echo_ws.hub import Hub
from services.echo_ws.presence import Presence
from services.echo_ws.zone import Zone
from services.relay_contract import frames
from services.relay_contract.events import EventHeader, render_event
from services.relay_contract.limits import MEMBERS_SHOWN, MESSAGES_PER_MINUTE

_DECODER: msgspec.json.Decoder[frames.Asked] = msgspec.json.Decoder(frames.Asked)
_encode = msgspec.json.encode


def decode_frame(text: str | bytes) -> frames.Asked:
    """Read a client's frame.

    Raises `DismissedError` if it is none.
    """
    try:
        return _DECODER.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise DismissedError(frames.CLOSE_MALFORMED, str(error)[:100]) from error


class Conversation:
    """The answers of this relay in one zone."""

    def __init__(
        self, relay: str, zone: Zone, hub: Hub, presence: Presence, core_api: CoreApi
    ) -> None:
        self._relay = relay
        self._zone = zone
        self._hub = hub
        self._presence = presence
        self._core_api = core_api

    async def answer(self, client: Client, text: str | bytes) -> None:
        """Do what a frame asks.

        Raises `DismissedError` if the client is to be closed.
        """
        if client.is_dismissed or not self._admits(client):  # (1)
            return
        asked = decode_frame(text)
        try:
            await self._do(client, asked)
        except RefusedError as error:
            client.tell(frames.Error(error.code, error.reason, getattr(asked, "ref", "")))
        except ZoneUnavailableError:  # (3)
            reason = "the zone is away; try again after the frame `available`"
            client.tell(frames.Error("unavailable", reason, getattr(asked, "ref", "")))

    async def _do(self, client: Client, asked: frames.Asked) -> None:
        match asked:
            case frames.Say():
                self._say(client, asked)
            case frames.Ping():
                client.tell(frames.Pong(asked.ref))
            case frames.Join():
                await self._join(client, asked)
            case frames.Leave():
                await self.leave(client, asked.room)
                client.tell(frames.Left(asked.room, asked.ref))
            case frames.History():
                await self._history(client, asked)
            case frames.Auth():
                raise DismissedError(frames.CLOSE_MALFORMED, "auth comes once, first")

    def _admits(self, client: Client) -> bool:
        now = asyncio.get_running_loop().time()
        if client.window.admit(now):
            return True
        if client.window.refused > MESSAGES_PER_MINUTE:
            raise DismissedError(frames.CLOSE_TOO_MANY, "too many frames")
        wait = int(client.window.wait_seconds(now)) + 1
        reason = f"{MESSAGES_PER_MINUTE} frames a minute; wait {wait} s"
        client.tell(frames.Error("too_many_frames", reason))
        return False

    def _require_room(self, client: Client, name: str) -> frames.OpenRoom:
        room = client.find_room(name)  # (2)
        if room is None:
            raise RefusedError("no_room", "your ticket does not open this room")
        return room

    def _say(self, client: Client, asked: frames.Say) -> None:
        if not self._require_room(client, asked.room).write:
            raise RefusedError("read_only", "you may not write in this room")
        if asked.room not in client.joined:
            raise RefusedError("not_joined", "join the room first")
        said = frames.Said(asked.room, client.person, asked.text, _now())
        self._zone.publish(render_event(EventHeader(asked.room), _encode(said)))  # (4)

    async def _join(self, client: Client, asked: frames.Join) -> None:
        room = self._require_room(client, asked.room)
        if not self._zone.is_up:
            raise ZoneUnavailableError("sessions cannot be checked")
        self._hub.join(client, room.room)
        if not room.names:
            count = self._presence.count(room.room)
            client.tell(frames.Joined(room.room, (), count, asked.ref))
            return
        people, is_new = await self._presence.enter(client, room.room)
        shown = tuple(people.values())[:MEMBERS_SHOWN]
        client.tell(frames.Joined(room.room, shown, len(people), asked.ref))
        if is_new and not client.grant.godmode:
            self._publish_presence(client, room.room, "joined")

    async def leave(self, client: Client, name: str) -> None:
        """Take a client out of a room and tell those who may see it."""
        room = client.find_room(name)
        if name not in client.joined:
            return
        self._hub.leave(client, name)
        if room is not None and room.names and await self._presence.leave(client, name):
            self._publish_presence(client, name, "left")

    def _publish_presence(self, client: Client, room: str, event: str) -> None:
        told = frames.Presence(room, "joined" if event == "joined" else "left", client.person)
        header = EventHeader(room, about=client.socket)
        self._zone.publish(render_event(header, _encode(told)))

    async def _history(self, client: Client, asked: frames.History) -> None:
        self._require_room(client, asked.room)
        if not self._zone.is_up:
            raise ZoneUnavailableError("sessions cannot be checked")
        try:
            page = await self._core_api.history(
                client.grant.reader, asked.room, asked.after, asked.limit
            )
        except CoreApiUnavailableError as error:
            reason = "core-api does not answer; try again later"
            raise RefusedError("no_core_api", reason) from error
        client.tell(frames.HistoryPage(asked.room, page.items, page.next, asked.ref))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
