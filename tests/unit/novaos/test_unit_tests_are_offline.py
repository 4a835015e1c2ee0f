"""Proof that a unit test cannot reach the network, and that event loops still work."""

import asyncio
import socket
from pathlib import Path

import pytest

from tests.support.offline import NetworkForbiddenError, forbidden

# TEST-NET-1 of RFC 5737 and a reserved name of RFC 2606: nobody answers there, should a check fail.
NOWHERE = ("192.0.2.1", 9)


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_connecting_is_refused(family: socket.AddressFamily) -> None:
    address = NOWHERE if family == socket.AF_INET else ("2001:db8::1", 9)
    with socket.socket(family) as connection, pytest.raises(NetworkForbiddenError):
        connection.connect(address)


def test_connecting_to_loopback_is_refused() -> None:
    with pytest.raises(NetworkForbiddenError):
        socket.create_connection(("127.0.0.1", 9), timeout=0.1)


def test_listening_is_refused() -> None:
    with socket.socket() as listener, pytest.raises(NetworkForbiddenError):
        listener.bind(("127.0.0.1", 0))


def test_sending_a_datagram_is_refused() -> None:
    with (
        socket.socket(type=socket.SOCK_DGRAM) as sender,
        pytest.raises(NetworkForbiddenError),
    ):
        sender.sendto(b"?", NOWHERE)


def test_looking_up_a_name_is_refused() -> None:
    with pytest.raises(NetworkForbiddenError):
        socket.getaddrinfo("name.invalid", 443)


@pytest.mark.parametrize("path", ["/var/run/docker.sock", "/run/docker.sock"])
def test_the_engine_is_out_of_reach(path: str) -> None:
    with socket.socket(socket.AF_UNIX) as connection, pytest.raises(NetworkForbiddenError):
        connection.connect(path)


def test_a_unix_socket_of_the_test_works(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener, socket.socket(socket.AF_UNIX) as connection:
        listener.bind(str(tmp_path / "s"))
        listener.listen()
        connection.connect(str(tmp_path / "s"))


def test_an_event_loop_works() -> None:
    async def answer() -> int:
        await asyncio.sleep(0)
        return 42

    assert asyncio.run(answer()) == 42


def test_the_guard_ends_with_its_block() -> None:
    with forbidden():
        pass
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
