"""Who is where on all relays of a zone, in the zone's Redis; GodMode is in none of it.

A relay gives a sign of life every two seconds, with its numbers. What it wrote about its sockets
counts only while that sign is fresh, so a relay that was killed leaves nobody behind. Sets are
renewed while they are used and expire by themselves.
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import TypeVar

import msgspec

from services.echo_ws.client import Client
from services.echo_ws.hub import Hub
from services.echo_ws.zone import Zone
from services.relay_contract.frames import Person
from services.relay_contract.limits import SOCKETS_PER_USER
from services.relay_contract.names import (
    RELAYS_KEY,
    presence_key,
    room_members_key,
    user_sockets_key,
)

_SIGN_SECONDS = 10
_SET_SECONDS = 120
RENEW_SECONDS = 40.0
_CHUNK = 200
_Kind = TypeVar("_Kind")
_encode = msgspec.json.encode


class SignOfLife(msgspec.Struct, frozen=True):
    """What a relay tells of itself."""

    relay: str
    sockets: int
    rooms: dict[str, int]


class UserSocket(msgspec.Struct, frozen=True, array_like=True):
    """A socket of a user, somewhere."""

    relay: str
    at: float
    socket: str


class RoomMember(msgspec.Struct, frozen=True, array_like=True):
    """A socket in a room, somewhere."""

    relay: str
    socket: str
    user: str
    name: str


class Presence:
    """The presence of one zone, as this relay sees and tells it."""

    def __init__(self, relay: str, zone: Zone, hub: Hub) -> None:
        self._relay = relay
        self._zone = zone
        self._hub = hub
        self._peers: dict[str, SignOfLife] = {}

    async def give_sign(self) -> None:
        """Tell that this relay lives, and learn who else does."""
        sign = SignOfLife(self._relay, self._hub.count(), self._hub.room_counts())
        self._zone.post("SADD", RELAYS_KEY, self._relay)
        self._zone.post("SET", presence_key(self._relay), _encode(sign), "EX", _SIGN_SECONDS)
        names = sorted(_texts(await self._zone.call("SMEMBERS", RELAYS_KEY)))
        signs = await self._zone.call("MGET", *map(presence_key, names)) if names else []
        self._peers = {sign.relay: sign for sign in _decode_all(signs, SignOfLife)}
        for name in names:
            if name not in self._peers:
                self._zone.post("SREM", RELAYS_KEY, name)

    def say_goodbye(self) -> None:
        """Tell that this relay is gone, so that what it wrote counts no more."""
        self._zone.post("SREM", RELAYS_KEY, self._relay)
        self._zone.post("DEL", presence_key(self._relay))

    async def renew(self) -> None:
        """Write again everything about the sockets of this relay."""
        for number, client in enumerate(list(self._hub.clients())):
            if not client.grant.godmode:
                self._write_user(client)
                for room in client.joined:
                    self._write_member(client, room)
            if number % _CHUNK == _CHUNK - 1:
                await asyncio.sleep(0)

    async def admit(self, client: Client) -> bool:
        """Count a socket of a user; False if the user has enough without it.

        The socket is written first and counted then, so of two relays that admit at the same
        moment at least one sees both; the order is the same for both.
        """
        if client.grant.godmode:
            return len(self._hub.of_user(client.grant.user)) < SOCKETS_PER_USER
        self._write_user(client)
        found = await self._zone.call("SMEMBERS", user_sockets_key(client.grant.user))
        sockets = _decode_all(found, UserSocket)
        alive = await self._alive({socket.relay for socket in sockets})
        ranked = sorted((socket.at, socket.socket) for socket in sockets if socket.relay in alive)
        if client.socket in {socket for _, socket in ranked[:SOCKETS_PER_USER]}:
            return True
        self.forget_user(client)
        return False

    def forget_user(self, client: Client) -> None:
        """Count a socket no more."""
        if not client.grant.godmode:
            self._zone.post("SREM", user_sockets_key(client.grant.user), self._user_entry(client))

    async def enter(self, client: Client, room: str) -> tuple[dict[str, Person], bool]:
        """Write a member of a room; return who is there, and whether the user is new there."""
        self._write_member(client, room)
        members = await self._members(room)
        others = [member for member in members if member.socket != client.socket]
        people = {member.user: Person(member.user, member.name) for member in members}
        return people, all(member.user != client.grant.user for member in others)

    async def leave(self, client: Client, room: str) -> bool:
        """Remove a member of a room; return whether the user is no longer there."""
        if client.grant.godmode:
            return False
        self._zone.post("SREM", room_members_key(room), self._member_entry(client))
        members = await self._members(room)
        return all(member.user != client.grant.user for member in members)

    def count(self, room: str) -> int:
        """Return how many sockets are in a room, as last told by all relays."""
        here = self._hub.room_counts().get(room, 0)
        return here + sum(
            sign.rooms.get(room, 0) for name, sign in self._peers.items() if name != self._relay
        )

    async def _members(self, room: str) -> list[RoomMember]:
        found = await self._zone.call("SMEMBERS", room_members_key(room))
        members = _decode_all(found, RoomMember)
        alive = await self._alive({member.relay for member in members})
        return [member for member in members if member.relay in alive]

    async def _alive(self, relays: set[str]) -> set[str]:
        alive = {self._relay, *(relays & self._peers.keys())}
        for relay in relays - alive:
            if await self._zone.call("EXISTS", presence_key(relay)):
                alive.add(relay)
        return alive

    def _write_user(self, client: Client) -> None:
        key = user_sockets_key(client.grant.user)
        self._zone.post("SADD", key, self._user_entry(client))
        self._zone.post("EXPIRE", key, _SET_SECONDS)

    def _write_member(self, client: Client, room: str) -> None:
        opened = client.find_room(room)
        if client.grant.godmode or opened is None or not opened.names:
            return
        key = room_members_key(room)
        self._zone.post("SADD", key, self._member_entry(client))
        self._zone.post("EXPIRE", key, _SET_SECONDS)

    def _user_entry(self, client: Client) -> bytes:
        return _encode(UserSocket(self._relay, client.connected_at, client.socket))

    def _member_entry(self, client: Client) -> bytes:
        grant = client.grant
        return _encode(RoomMember(self._relay, client.socket, grant.user, grant.name))


def _texts(reply: object) -> Iterable[str]:
    members = reply if isinstance(reply, list) else []
    return [member.decode("utf-8", "replace") for member in members if isinstance(member, bytes)]


def _decode_all(reply: object, kind: type[_Kind]) -> list[_Kind]:
    """Decode what can be decoded: one bad member must not take the zone away."""
    found = []
    for text in _texts(reply):
        with suppress(msgspec.MsgspecError):
            found.append(msgspec.json.decode(text, type=kind))
    return found
