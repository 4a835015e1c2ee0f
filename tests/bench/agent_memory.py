"""Memory of an idle agent: proportional set size (PSS) of every process in its container.

The peer is a bare Python with a running event loop in a container of the same image. PSS counts
shared pages in proportion, so it adds up over containers. Reading it needs the host's root.
"""

import time
from pathlib import Path

from novaos.command import run
from novaos.errors import EvidenceUnavailableError
from tests.bench.measurement import Measured, Peer, Result, Say, alternate

_EXPECTED_MB = 25.0
_RUNS = 10
_SETTLE_SECONDS = 5.0
_IDLE = "import asyncio; asyncio.run(asyncio.sleep(3600))"
_PEER_CONTAINER = "novaos-bench-bare-python"
_HARDENED = ("--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", "--init")


def measure(environment: str, say: Say) -> list[Result]:
    """PSS of agent and peer, sampled in turns."""
    agent = f"novaos-{environment}-agent-nova"
    say(f"letting {agent} idle beside a bare Python")
    _start_peer(_inspect(agent, "{{.Image}}"))
    try:
        time.sleep(_SETTLE_SECONDS)
        ours, theirs = alternate(
            lambda: read_pss_mb(agent),
            lambda: read_pss_mb(_PEER_CONTAINER),
            _RUNS,
        )
    finally:
        run(["docker", "rm", "--force", _PEER_CONTAINER])
    peer = Peer("bare python3 with asyncio", theirs)
    return [Measured("idle agent, PSS", "MB", ours, _EXPECTED_MB, peer)]


def read_pss_mb(container: str) -> float:
    """PSS of all processes of `container`, in MB."""
    time.sleep(0.5)
    first = int(_inspect(container, "{{.State.Pid}}"))
    rows = run(["docker", "top", container, "-o", "pid"]).stdout.split()[1:]
    if str(first) not in rows:
        raise EvidenceUnavailableError(f"{container} does not run", fix="run: docker logs")
    return sum(_process_pss_bytes(int(pid)) for pid in rows) / 1e6


def _process_pss_bytes(pid: int) -> int:
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
