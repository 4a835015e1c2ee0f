"""Who is connected in one zone, and who is in which room; delivers frames to rooms."""

from collections.abc import Iterator

from services.echo_ws.client import Client


class Hub:
    """The clients of one platform on this relay."""

    def __init__(self) -> None:
        self._rooms: dict[str, set[Client]] = {}
        self._sessions: dict[str, set[Client]] = {}
        self._users: dict[str, set[Client]] = {}

    def add(self, client: Client) -> None:
        """Know a client from now on."""
        self._sessions.setdefault(client.grant.session, set()).add(client)
        self._users.setdefault(client.grant.user, set()).add(client)

    def remove(self, client: Client) -> None:
        """Forget a client and take it out of its rooms."""
        for room in client.joined:
            self.leave(client, room)
        _discard(self._sessions, client.grant.session, client)
        _discard(self._users, client.grant.user, client)

    def join(self, client: Client, room: str) -> None:
        """Put a client into a room."""
        self._rooms.setdefault(room, set()).add(client)
        if room not in client.joined:
            client.joined = (*client.joined, room)

    def leave(self, client: Client, room: str) -> None:
        """Take a client out of a room."""
        _discard(self._rooms, room, client)
        client.joined = tuple(name for name in client.joined if name != room)

    def deliver(self, room: str, encoded: bytes, frames: int = 1) -> int:
        """Write encoded frames to everybody in a room; return how many got them and may be told.

        GodMode is not counted: it leaves no trace.
        """
        count = 0
        for client in self._rooms.get(room, ()):
            if client.write(encoded, frames) and not client.grant.godmode:
                count += 1
        return count

    def deliver_to_others(self, room: str, frame: bytes, socket: str) -> None:
        """Write an encoded frame to everybody in a room but the one it is about."""
        for client in self._rooms.get(room, ()):
            if client.socket != socket:
                client.write(frame)

    def clients(self) -> Iterator[Client]:
        """Yield everybody."""
        for clients in self._users.values():
            yield from clients

    def sessions(self) -> list[str]:
        """Return the sessions of everybody."""
        return list(self._sessions)

    def of_session(self, session: str) -> list[Client]:
        """Return the clients of one session."""
        return list(self._sessions.get(session, ()))

    def of_user(self, user: str) -> list[Client]:
        """Return the clients of one user."""
        return list(self._users.get(user, ()))

    def count(self) -> int:
        """Return how many may be told of."""
        return sum(not client.grant.godmode for client in self.clients())

    def room_counts(self) -> dict[str, int]:
        """Return how many may be told of in each room."""
        found = {
            room: sum(not client.grant.godmode for client in clients)
            for room, clients in self._rooms.items()
        }
        return {room: count for room, count in found.items() if count}


def _discard(groups: dict[str, set[Client]], key: str, client: Client) -> None:
    group = groups.get(key)
    if group is not None:
        group.discard(client)
        if not group:
            del groups[key]
