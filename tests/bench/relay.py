"""echo-ws beside a stock `websockets` server and uvicorn: fan-out to 32 clients, idle memory.

All servers get the same texts from the same clients. echo-ws does more: every event passes through
Redis, as other relays have to get it, and tickets, rooms and limits are in force. Its limit of
frames per minute allows 90 from each client, so every sample has new sockets.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import IO

from novaos.errors import EvidenceUnavailableError
from services.relay_contract.frames import OpenRoom
from tests.bench.measurement import Measured, Peer, Result, Say
from tests.bench.relay_load import MARKER
from tests.support.containers import wait_until
from tests.support.platform_stack import Stack, running_stack
from tests.support.registry import free_port
from tests.support.relay import ORIGIN, issue_ticket, running_relay

_CLIENTS = 32
_EACH = 90
_RUNS = 10
_IDLE = 5_000
_IDLE_PART = 500
"""A ticket is good for thirty seconds: they are issued in parts."""
_IDLE_KIB = 25.0
_SETTLE_SECONDS = 3.0
_ROOM = "platform:gypsycove"
_ROOMS = (OpenRoom(_ROOM, write=True, names=False),)
_TEXT = MARKER + "x" * 125


def measure(say: Say) -> list[Result]:
    """Fan-out and memory of the three servers."""
    with tempfile.TemporaryDirectory() as folder, running_stack(Path(folder)) as stack:
        say(f"fan-out to {_CLIENTS} clients through echo-ws and two others, {_RUNS} times")
        fan_out = _measure_fan_out(stack)
        say(f"memory of {_IDLE} idle clients")
        return [*fan_out, *_measure_idle(stack)]


def _measure_fan_out(stack: Stack) -> list[Result]:
    samples: dict[str, list[float]] = {"echo": [], "stock": [], "uvicorn": []}
    with running_relay(stack) as relay, _peer("stock") as stock, _peer("uvicorn") as uvicorn:
        ports = {"echo": relay.port, "stock": stock[0], "uvicorn": uvicorn[0]}
        for _ in range(_RUNS + 1):
            for name, port in ports.items():
                samples[name].append(_fan_out(stack if name == "echo" else None, port))
    ours = tuple(samples["echo"][1:])
    return [
        Measured(
            f"relay, fan-out to {_CLIENTS}, per delivery",
            "µs",
            ours,
            peer=Peer(title, tuple(samples[name][1:])),
            note="ours passes through Redis",
        )
        for name, title in (("stock", "websockets broadcast"), ("uvicorn", "uvicorn + websockets"))
    ]


def _fan_out(stack: Stack | None, port: int) -> float:
    """Microseconds per delivery."""
    say = {"type": "say", "room": _ROOM, "text": _TEXT}
    task = _task(stack, _CLIENTS) | {"say": json.dumps(say), "each": _EACH}
    with _load(port, task) as (stdin, stdout):
        stdin.write("go\n")
        stdin.flush()
        return float(stdout.readline()) * 1e6 / (_CLIENTS * _CLIENTS * _EACH)


def _task(stack: Stack | None, clients: int, first_user: int = 0) -> dict[str, object]:
    first: list[list[str]] = [[] for _ in range(clients)]
    if stack is not None:
        users = range(first_user, first_user + clients)
        first = [_begin(issue_ticket(stack, user, rooms=_ROOMS)) for user in users]
    return {"first": first, "origin": ORIGIN, "answers": 2 if stack else 0, "say": "", "each": 0}


def _begin(ticket: str) -> list[str]:
    frames = ({"type": "auth", "ticket": ticket}, {"type": "join", "room": _ROOM})
    return [json.dumps(one) for one in frames]


def _measure_idle(stack: Stack) -> list[Result]:
    with running_relay(stack) as relay:
        ours = _idle_kib(relay.process.pid, relay.port, partial(_task, stack))
    with _peer("stock") as stock:
        theirs = _idle_kib(stock[1], stock[0], partial(_task, None))
    peer = Peer("websockets, nothing joined", (theirs,))
    return [Measured("relay, memory per idle client", "KiB", (ours,), _IDLE_KIB, peer)]


def _idle_kib(pid: int, port: int, task: "partial[dict[str, object]]") -> float:
    with _load(port, task(_CLIENTS)):
        before = _private_kib(pid)
        with ExitStack() as idle:
            for start in range(0, _IDLE, _IDLE_PART):
                idle.enter_context(_load(port, task(_IDLE_PART, _CLIENTS + start)))
            time.sleep(_SETTLE_SECONDS)
            return (_private_kib(pid) - before) / _IDLE


def _private_kib(pid: int) -> int:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Private_"))


@contextmanager
def _peer(kind: str) -> Iterator[tuple[int, int]]:
    """Run a peer and return its port and process id."""
    port = free_port()
    argv = [sys.executable, "-m", "tests.bench.relay_peers", kind, str(port)]
    process = subprocess.Popen(argv)
    try:
        wait_until(lambda: _connects(port), kind)
        yield port, process.pid
    finally:
        process.kill()
        process.wait(timeout=10)


def _connects(port: int) -> bool:
    with _load(port, _task(None, 1)):
        return True


@contextmanager
def _load(port: int, task: dict[str, object]) -> Iterator[tuple[IO[str], IO[str]]]:
    """Run clients until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.relay_load", str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    if process.stdin is None or process.stdout is None:
        raise EvidenceUnavailableError("no pipes to the clients", fix="run it again")
    try:
        process.stdin.write(json.dumps(task) + "\n")
        process.stdin.flush()
        if process.stdout.readline().strip() != "ready":
            raise EvidenceUnavailableError("the clients could not connect", fix="look at the relay")
        yield process.stdin, process.stdout
    finally:
        process.kill()
        process.wait(timeout=10)
        process.stdin.close()
        process.stdout.close()
