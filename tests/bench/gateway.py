"""core-api with one worker beside the same application under other servers, and a bare twin.

All four run at the same time and are asked in turns, on one core; the load comes from the other
one. Time per answer, so smaller is better; and p99 at half of the most that was answered.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import httpx

from agents.contract.limits import HEARTBEAT_INTERVAL_SECONDS
from agents.contract.names import HEARTBEAT_PATH
from novaos.workspace import REPOSITORY
from tests.bench.http_load import Request, latencies_at, seconds_per_request
from tests.bench.measurement import Measured, Peer, Result, Say, percentile
from tests.bench.peer_environment import ensure_peers
from tests.support.containers import wait_until
from tests.support.platform_stack import Stack, running_stack
from tests.support.registry import free_port

_ROUNDS = 10
_ROUND_SECONDS = 1.0
_OPEN_LOOP_SECONDS = 5.0
_P99_EXPECTED_MS = 20.0
_RATIO_TO_THE_BEST = 0.8
_AGENTS = 1000
_HEARTBEAT_P99_EXPECTED_MS = 100.0
_OURS = "core-api"
_FACTORY = "tests.bench.core_api_factory:create"
_LOG_ENTRIES = 20


def _commands(python: Path, port: Mapping[str, int]) -> dict[str, list[str]]:
    """How each server is started: ours as it is deployed, the peers with their defaults."""
    uvicorn = [str(python), "-m", "uvicorn", "--host", "127.0.0.1", "--no-access-log"]
    granian = [str(python), "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1"]
    return {
        _OURS: [sys.executable, "-m", "services.core_api"],
        "plain uvicorn": [*uvicorn, "--factory", _FACTORY, "--port", str(port["plain uvicorn"])],
        "granian": [*granian, "--factory", _FACTORY, "--port", str(port["granian"])],
        "Starlette twin": [
            *(*uvicorn, "tests.bench.starlette_twin:app"),
            *("--port", str(port["Starlette twin"])),
        ],
    }


def measure(say: Say) -> list[Result]:
    """Measure `/health` and an authenticated read."""
    python = ensure_peers("servers", say)
    with TemporaryDirectory() as folder, running_stack(Path(folder)) as stack:
        if (migrated := stack.migrate()).returncode:
            raise AssertionError(migrated.stderr)
        ports = {name: free_port() for name in (_OURS, "plain uvicorn", "granian")}
        ports["Starlette twin"] = free_port()
        with _running(stack, _commands(python, ports), ports), _client_core():
            token = _token(stack, ports[_OURS])
            headers = (("Authorization", f"Bearer {token}"),)
            say("asking four servers in turns")
            results = _compare("GET /health", ports, "/health", (), say)
            path = "/api/v1/agent/logs?limit=10"
            results += _compare("read with JWT and Redis", ports, path, headers, say)
            return [*results, _heartbeats(ports[_OURS], headers, say)]


def _compare(
    what: str,
    ports: Mapping[str, int],
    path: str,
    headers: tuple[tuple[str, str], ...],
    say: Say,
) -> list[Result]:
    asked = {name: Request(port, path, headers) for name, port in ports.items()}
    for request in asked.values():
        seconds_per_request(request, _ROUND_SECONDS)
    rounds = [
        {name: 1e6 * seconds_per_request(one, _ROUND_SECONDS) for name, one in asked.items()}
        for _ in range(_ROUNDS)
    ]
    samples = {name: tuple(one[name] for one in rounds) for name in asked}
    best = min((median(samples[name]), name) for name in asked if name != _OURS)[1]
    results: list[Result] = [
        Measured(
            f"{what}, per answer",
            "us",
            samples[_OURS],
            median(samples[best]) / _RATIO_TO_THE_BEST if name == best else None,
            Peer(name, samples[name]),
            "" if name == best else "not the best peer",
        )
        for name in asked
        if name != _OURS
    ]
    half = 0.5e6 / median(samples[_OURS])
    say(f"{what}: {half:.0f} requests a second for {_OPEN_LOOP_SECONDS:.0f} s")
    late = [
        1e3 * percentile(latencies_at(asked[_OURS], half, _OPEN_LOOP_SECONDS), 99) for _ in range(3)
    ]
    return [*results, Measured(f"{what}, p99 at half load", "ms", tuple(late), _P99_EXPECTED_MS)]


def _heartbeats(port: int, headers: tuple[tuple[str, str], ...], say: Say) -> Result:
    """As many heartbeats as a thousand agents send; each is stored in Redis and PostgreSQL."""
    beat = {
        "agent": "nova",
        "version": "1.0.0",
        "host": "bench",
        "pid": 7,
        "capabilities": ["dispatch"],
    }
    request = Request(port, HEARTBEAT_PATH, headers, json.dumps(beat).encode())
    rate = _AGENTS / HEARTBEAT_INTERVAL_SECONDS
    say(f"{rate:.0f} heartbeats a second for {_OPEN_LOOP_SECONDS:.0f} s")
    late = [1e3 * percentile(latencies_at(request, rate, _OPEN_LOOP_SECONDS), 99) for _ in range(3)]
    return Measured(
        f"heartbeats of {_AGENTS} agents, p99", "ms", tuple(late), _HEARTBEAT_P99_EXPECTED_MS
    )


@contextmanager
def _running(
    stack: Stack, commands: Mapping[str, list[str]], ports: Mapping[str, int]
) -> Iterator[None]:
    """Run all servers on the first core and wait until each answers."""
    with ExitStack() as running:
        for name, argv in commands.items():
            environment = {
                **stack.environment("core-api"),
                "PYTHONPATH": str(REPOSITORY),
                "CORE_API_HOST": "127.0.0.1",
                "CORE_API_PORT": str(ports[name]),
                "CORE_API_METRICS_PORT": str(free_port()),
            }
            log = running.enter_context((stack.folder / f"{name}.log").open("w"))
            process = subprocess.Popen(
                argv, env=environment, cwd=REPOSITORY, stdout=log, stderr=subprocess.STDOUT
            )
            running.callback(process.wait, 10)
            running.callback(process.kill)
            os.sched_setaffinity(process.pid, {min(os.sched_getaffinity(0))})
        for name, port in ports.items():
            wait_until(partial(_is_up, port), name)
        yield


def _is_up(port: int) -> bool:
    return httpx.get(f"http://127.0.0.1:{port}/health").is_success


@contextmanager
def _client_core() -> Iterator[None]:
    """Keep the load off the servers' core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _token(stack: Stack, port: int) -> str:
    """Have an access token, and something in the log to read."""
    proof = {"machine": "agent-nova", "key": stack.passwords["agent-nova_machine_key"]}
    address = f"http://127.0.0.1:{port}/api/v1/machine/token"
    answer = httpx.post(address, json=proof, headers={"X-Agent-Token": stack.token})
    answer.raise_for_status()
    with stack.redis_client("agent-nova") as client:
        for number in range(_LOG_ENTRIES):
            client.xadd("agent:logs", _entry(number), maxlen=5000, approximate=False)
    return str(answer.json()["access_token"])


def _entry(number: int) -> dict[str, str]:
    return {
        "agent": "nova",
        "at": "2026-01-02T03:04:05.000Z",
        "level": "info",
        "event": "bench",
        "message": f"entry {number}",
        "command_id": "",
        "data": "{}",
    }
