"""Memory of seven idle agents beside seven idle workers of arq and of celery, all as processes.

Each group runs alone on the same Python, connected to a Redis, so that pages are shared among seven
of a kind only. The agents also have core-api, heartbeats and their capabilities; the peers have one
task and no result store. celery runs in its smallest form, the pool `solo`.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from agents.contract.names import AGENT_NAMES
from images.stage import build_images
from infra.workloads import WORKLOADS
from tests.bench.agent_memory import process_pss_bytes
from tests.bench.measurement import Measured, Peer, Result, Say
from tests.bench.peer_environment import ensure_peers
from tests.support.containers import Service, running_service, wait_until
from tests.support.platform_stack import running_agent, running_core_api, running_stack

_RUNS = 10
_EXPECTED_ALL_MB = 140.0
_SETTLE_SECONDS = 20.0
_BETWEEN_SECONDS = 1.0
_OPEN_ACL = "user default on >bench ~* &* +@all\n"
_ARQ = """
import os
from arq.connections import RedisSettings
from arq.worker import run_worker
async def work(ctx):
    return 1
class Settings:
    functions = [work]
    redis_settings = RedisSettings.from_dsn(os.environ["PEER_REDIS_URL"])
run_worker(Settings)
"""
_CELERY = """
import os
from celery import Celery
app = Celery("idle", broker=os.environ["PEER_REDIS_URL"])
@app.task
def work():
    return 1
app.worker_main(["worker", "--pool=solo", "--without-gossip", "--without-mingle", "-l", "error"])
"""
_PEERS = {"arq": _ARQ, "celery": _CELERY}


def measure(say: Say) -> list[Result]:
    """PSS of each group."""
    python = ensure_peers("workers", say)
    say(f"letting {len(AGENT_NAMES)} agents idle, then as many workers of {', '.join(_PEERS)}")
    with tempfile.TemporaryDirectory() as folder:
        ours = _measure_agents(Path(folder))
    with _open_redis() as url:
        environment = {"PATH": os.environ["PATH"], "PEER_REDIS_URL": url}
        samples = {
            name: _measure_peers([str(python), "-c", code], environment)
            for name, code in _PEERS.items()
        }
    return [
        Measured(
            "seven idle agents as processes, PSS",
            "MB",
            ours,
            _EXPECTED_ALL_MB,
            Peer(f"seven {name} workers", theirs),
        )
        for name, theirs in samples.items()
    ]


def _measure_agents(folder: Path) -> tuple[float, ...]:
    with ExitStack() as running:
        stack = running.enter_context(running_stack(folder))
        if stack.migrate().returncode:
            raise RuntimeError("the migration failed; run the tests of core-api first")
        core_api = running.enter_context(running_core_api(stack))
        processes = [
            running.enter_context(running_agent(stack, core_api, name)) for name in AGENT_NAMES
        ]
        states = {"online"}
        wait_until(
            lambda: {agent["state"] for agent in core_api.agents().values()} == states,
            "heartbeats",
        )
        return _sample([process.pid for process in processes])


def _measure_peers(argv: list[str], environment: Mapping[str, str]) -> tuple[float, ...]:
    processes = [
        subprocess.Popen(
            argv, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in AGENT_NAMES
    ]
    try:
        found = _sample([process.pid for process in processes])
        if any(process.poll() is not None for process in processes):
            raise RuntimeError(f"a peer ended by itself: {argv[:1]}")
        return found
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _sample(pids: list[int]) -> tuple[float, ...]:
    """Total PSS of all processes, several times after they came to rest, in MB."""
    time.sleep(_SETTLE_SECONDS)
    found = []
    for _ in range(_RUNS):
        time.sleep(_BETWEEN_SECONDS)
        found.append(sum(process_pss_bytes(pid) for pid in pids) / 1e6)
    return tuple(found)


@contextmanager
def _open_redis() -> Iterator[str]:
    """Run a Redis that lets its one user do everything, as the peers need scripts and lists."""
    image = build_images("test", lambda _: None, ("redis",))["redis"]
    workload = next(workload for workload in WORKLOADS if workload.name == "redis-agents")
    secrets = {"users.acl": _OPEN_ACL}
    service = Service(image, 6379, "/data", secrets, workload.entrypoint, workload.command)
    with running_service(service) as running:
        yield f"redis://:bench@127.0.0.1:{running.host_port}/3"
