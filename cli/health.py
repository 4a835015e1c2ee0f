"""Wait until every workload of the topology is healthy, and say which one is not and why."""

import time
from collections.abc import Callable, Sequence
from datetime import timedelta

from cli.engine import RunningWorkload, connect, inspect_workload, last_lines
from infra.model import Kind, Workload
from infra.settings import load_settings
from infra.topology import Topology, build_topology
from novaos.errors import NovaosError

_PATIENCE = timedelta(seconds=120)
_POLL = timedelta(milliseconds=300)
_RESTARTS_MAX = 3
"""A container that the engine had to start again this often will not become healthy by waiting."""


class UnhealthyError(NovaosError):
    """A workload is not there, has failed, or did not become healthy in time."""


def load_topology(environment: str) -> Topology:
    """Topology of an environment, as its stack file says."""
    return build_topology(load_settings(environment))


def observe(environment: str) -> list[RunningWorkload]:
    """State of every workload that should run in `environment`."""
    topology, client = load_topology(environment), connect()
    return [
        inspect_workload(client, each.name, topology.engine_name(each.name))
        for each in topology.workloads
    ]


def judge(workload: Workload, seen: RunningWorkload) -> str:
    """`healthy`, `waiting`, or what is wrong with a workload."""
    if workload.kind is Kind.JOB and seen.state == "exited":
        return "healthy" if seen.exit_code == 0 else f"failed with status {seen.exit_code}"
    if seen.state == "running" and seen.health == "healthy":
        return "healthy"
    if seen.restarts >= _RESTARTS_MAX:
        return f"was restarted {seen.restarts} times"
    if seen.state == "running" and not seen.health:
        return "waiting" if workload.kind is Kind.JOB else "has no health check"
    if seen.state in {"created", "exited", "dead", "absent"}:
        return f"is {seen.state} {seen.error}".rstrip()
    return "waiting"


def wait_until_healthy(environment: str, say: Callable[[str], None]) -> Sequence[str]:
    """Wait for all workloads; returns their names.

    Raises `UnhealthyError` with the failing container's last lines.
    """
    workloads = {each.name: each for each in load_topology(environment).workloads}
    deadline = time.monotonic() + _PATIENCE.total_seconds()
    while True:
        verdicts = {seen.name: judge(workloads[seen.name], seen) for seen in observe(environment)}
        waiting = [name for name, verdict in verdicts.items() if verdict == "waiting"]
        bad = {n: v for n, v in verdicts.items() if v not in {"waiting", "healthy"}}
        late = time.monotonic() > deadline
        if (bad and not waiting) or late:
            _raise_unhealthy(environment, {**bad, **dict.fromkeys(waiting, "is not healthy yet")})
        if not bad and not waiting:
            return list(verdicts)
        say(f"waiting for {', '.join([*waiting, *bad])}")
        time.sleep(_POLL.total_seconds())


def _raise_unhealthy(environment: str, bad: dict[str, str]) -> None:
    topology, client = load_topology(environment), connect()
    parts = []
    for name, verdict in bad.items():
        log = last_lines(client, topology.engine_name(name))
        parts.append(f"workload {name} in {environment} {verdict}; its last lines:\n{log}")
    raise UnhealthyError(
        "\n".join(parts),
        fix=f"correct what the log names, then: make deploy ENV={environment}",
    )
