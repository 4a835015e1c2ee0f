"""Reading from a socket: pieces of any size give the same lines."""

import socket
from collections.abc import Iterator

import pytest

from agents.runtime.socket_reader import SocketReader


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, SocketReader]]:
    near, far = socket.socketpair()
    with near, far:
        near.settimeout(0.05)
        yield far, SocketReader(near)


def test_lines_and_pieces(pair: tuple[socket.socket, SocketReader]) -> None:
    far, reader = pair
    far.sendall(b"first\r\nabc")
    assert reader.readline(100) == b"first\r\n"
    assert reader.wait(0)
    assert reader.read(2) == b"ab"
    assert reader.read(1) == b"c"
    assert not reader.wait(0)


def test_the_end_is_empty(pair: tuple[socket.socket, SocketReader]) -> None:
    far, reader = pair
    far.sendall(b"half")
    far.shutdown(socket.SHUT_WR)
    assert reader.readline(100) == b""


def test_silence_is_a_timeout(pair: tuple[socket.socket, SocketReader]) -> None:
    _, reader = pair
    with pytest.raises(TimeoutError):
        reader.read(1)


def test_a_line_without_end_is_cut(pair: tuple[socket.socket, SocketReader]) -> None:
    far, reader = pair
    far.sendall(b"x" * 50)
    assert reader.readline(10) == b"x" * 10
