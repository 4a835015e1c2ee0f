"""echo-ws as a process of this checkout on real Redis zones, and clients that speak its protocol.

Tickets are written as core-api writes them, with core-api's own user of the ACL file.
"""

import json
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from novaos.workspace import REPOSITORY
from services.relay_contract.events import TicketGrant
from services.relay_contract.frames import OpenRoom
from services.relay_contract.limits import TICKET_SECONDS
from services.relay_contract.names import ticket_key
from tests.support.containers import wait_until
from tests.support.platform_stack import Stack
from tests.support.registry import free_port

ORIGIN = "http://console.test:3000"
FAMILY = "family:00000000-0000-4000-8000-00000000f001"
ZONE_OF_PLATFORM = {"novaos": "agents", "blackrose": "brc", "gypsycove": "gypsycove"}


@dataclass
class RelayProcess:
    """A relay that runs."""

    port: int
    process: "subprocess.Popen[str]"

    @property
    def url(self) -> str:
        """Where sockets connect."""
        return f"ws://127.0.0.1:{self.port}/ws"

    def get(self, path: str) -> httpx.Response:
        """Ask over plain HTTP."""
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=5)

    def is_ready(self) -> bool:
        """Tell whether all zones are up."""
        return self.get("/ready").is_success


@contextmanager
def running_relay(
    stack: Stack, core_api_url: str = "http://127.0.0.1:1", **environment: str
) -> Iterator[RelayProcess]:
    """Run a relay and wait until all zones are up."""
    port = free_port()
    settings = {
        **stack.environment("echo-ws"),
        "ECHO_WS_HOST": "127.0.0.1",
        "ECHO_WS_PORT": str(port),
        "ALLOWED_ORIGINS": ORIGIN,
        "CORE_API_URL": core_api_url,
        **environment,
    }
    with (stack.folder / f"echo-ws-{port}.log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "services.echo_ws"],
            env=settings,
            cwd=REPOSITORY,
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
        )
        relay = RelayProcess(port, process)
        try:
            wait_until(relay.is_ready, "echo-ws")
            yield relay
        finally:
            process.kill()
            process.wait(timeout=10)


def user_id(number: int) -> str:
    """Return the id of a user."""
    return f"00000000-0000-4000-8000-{number:012d}"


def issue_ticket(  # noqa: PLR0913 - what a ticket says
    stack: Stack,
    user: int = 1,
    platform: str = "gypsycove",
    rooms: tuple[OpenRoom, ...] = (OpenRoom(FAMILY, write=True, names=True),),
    *,
    session: str = "",
    seconds: int = TICKET_SECONDS,
    godmode: bool = False,
    reader: str = "",
) -> str:
    """Write a ticket as core-api does."""
    ticket = f"{platform}.{secrets.token_urlsafe(32)}"
    grant = TicketGrant(
        user="" if godmode else user_id(user),
        name="" if godmode else f"user {user}",
        session=session or user_id(900_000 + user),
        platform=platform,
        rooms=rooms,
        reader=reader,
        godmode=godmode,
    )
    with stack.redis_client(zone=ZONE_OF_PLATFORM[platform]) as client:
        client.set(ticket_key(ticket), msgspec.json.encode(grant), ex=seconds)
    return ticket


@dataclass
class RelayClient:
    """A socket, and the frames it received."""

    connection: ClientConnection
    welcome: dict[str, Any] = field(default_factory=dict)

    def send(self, kind: str, **more: object) -> None:
        """Send a frame."""
        self.connection.send(json.dumps({"type": kind, **more}))

    def receive(self, kind: str, seconds: float = 5.0) -> dict[str, Any]:
        """Return the next frame of a kind; others are passed over."""
        deadline = time.monotonic() + seconds
        while True:
            text = self.connection.recv(timeout=max(0.01, deadline - time.monotonic()))
            frame: dict[str, Any] = json.loads(text)
            if frame["type"] == kind:
                return frame

    def receives_nothing(self, seconds: float = 0.5) -> bool:
        """Tell that no frame comes."""
        try:
            self.connection.recv(timeout=seconds)
        except TimeoutError:
            return True
        return False

    def join(self, room: str = FAMILY) -> dict[str, Any]:
        """Enter a room."""
        self.send("join", room=room)
        return self.receive("joined")

    def close_code(self, seconds: float = 6.0) -> int:
        """Return the code with which the relay closes."""
        deadline = time.monotonic() + seconds
        try:
            while True:
                self.connection.recv(timeout=max(0.01, deadline - time.monotonic()))
        except ConnectionClosed as error:
            return error.rcvd.code if error.rcvd else 1006


@contextmanager
def open_socket(relay: RelayProcess, origin: str | None = ORIGIN) -> Iterator[RelayClient]:
    """Connect without proving anybody."""
    given = None if origin is None else Origin(origin)
    with connect(
        relay.url, origin=given, compression=None, close_timeout=1, proxy=None
    ) as connection:
        yield RelayClient(connection)


@contextmanager
def enter(relay: RelayProcess, ticket: str) -> Iterator[RelayClient]:
    """Connect and prove the user."""
    with open_socket(relay) as client:
        client.send("auth", ticket=ticket)
        client.welcome = client.receive("welcome")
        yield client


def raw_socket(relay: RelayProcess, headers: Mapping[str, str], buffer_bytes: int) -> socket.socket:
    """Do the opening handshake by hand on a socket with a small receive buffer."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer_bytes)
    raw.connect(("127.0.0.1", relay.port))
    lines = [
        "GET /ws HTTP/1.1",
        f"Host: 127.0.0.1:{relay.port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    raw.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += raw.recv(1)
    return raw
