"""Memory of idle agents: proportional set size (PSS) of every process in their containers.

The peer is a bare Python with a running event loop in a container of the same image. PSS counts
shared pages in proportion, so it adds up over containers. Reading it needs the host's root.
"""

import time
from functools import partial
from pathlib import Path

from agents.contract.names import AGENT_NAMES
from novaos.command import run
from novaos.errors import EvidenceUnavailableError
from tests.bench.measurement import Measured, Peer, Result, Say, alternate

_EXPECTED_MB = 20.0
_EXPECTED_ALL_MB = 140.0
_RUNS = 10
_SETTLE_SECONDS = 5.0
_IDLE = "import asyncio; asyncio.run(asyncio.sleep(3600))"
_PEER_CONTAINER = "novaos-bench-bare-python"
_HARDENED = ("--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", "--init")


def measure(environment: str, say: Say) -> list[Result]:
    """PSS of the agents and the peer, sampled in turns."""
    agents = [f"novaos-{environment}-agent-{name}" for name in AGENT_NAMES]
    say(f"letting {len(agents)} agents idle beside a bare Python")
    _start_peer(_inspect(agents[0], "{{.Image}}"))
    try:
        time.sleep(_SETTLE_SECONDS)
        rounds, theirs = _sample(agents)
    finally:
        run(["docker", "rm", "--force", _PEER_CONTAINER])
    largest = tuple(max(one) for one in rounds)
    peer = Peer("bare python3 with asyncio", theirs)
    total = tuple(sum(one) for one in rounds)
    return [
        Measured("largest idle agent, PSS", "MB", largest, _EXPECTED_MB, peer),
        Measured("all seven idle agents, PSS", "MB", total, _EXPECTED_ALL_MB),
    ]


def _sample(agents: list[str]) -> tuple[list[list[float]], tuple[float, ...]]:
    """Sample every agent and the peer in turns; return the rounds and the peer's samples."""
    rounds: list[list[float]] = []

    def read_agents() -> float:
        rounds.append([read_pss_mb(agent) for agent in agents])
        return 0.0

    _, theirs = alternate(read_agents, partial(read_pss_mb, _PEER_CONTAINER), _RUNS)
    return rounds[1:], theirs  # without the warm-up


def read_pss_mb(container: str) -> float:
    """PSS of all processes of `container`, in MB."""
    first = int(_inspect(container, "{{.State.Pid}}"))
    rows = run(["docker", "top", container, "-o", "pid"]).stdout.split()[1:]
    if str(first) not in rows:
        raise EvidenceUnavailableError(f"{container} does not run", fix="run: docker logs")
    return sum(process_pss_bytes(int(pid)) for pid in rows) / 1e6


def process_pss_bytes(pid: int) -> int:
    """PSS of one process."""
    # https://docs.kernel.org/filesystems/proc.html: "Pss:  <n> kB", kB being 1024 bytes.
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError as error:
        raise EvidenceUnavailableError(
            f"memory of process {pid} cannot be read: {error}",
            fix="run: sudo make bench, on the engine's own host",
        ) from error
    (line,) = [line for line in rollup.splitlines() if line.startswith("Pss:")]
    return int(line.split()[1]) * 1024


def _inspect(container: str, template: str) -> str:
    return run(["docker", "inspect", "--format", template, container]).stdout.strip()


def _start_peer(image: str) -> None:
    options = ["--detach", f"--name={_PEER_CONTAINER}", "--network=none", *_HARDENED]
    entry = ["--entrypoint=/usr/bin/python3", image, "-c", _IDLE]
    run(["docker", "run", *options, *entry])
