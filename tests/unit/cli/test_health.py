"""What counts as healthy, and what will never become so by waiting."""

import pytest

from cli.engine import RunningWorkload, parse_inspection
from cli.health import judge
from infra.model import Kind, Workload

SERVICE = Workload("core-api", "core-api", ("data",), memory_mib=64, cpus="1")
JOB = Workload("migrations", "core-api", ("data",), memory_mib=64, cpus="1", kind=Kind.JOB)


def seen(state: str, health: str = "", *, exit_code: int = 0, restarts: int = 0) -> RunningWorkload:
    return RunningWorkload("x", "novaos-dev-x", state, health, exit_code, restarts)


@pytest.mark.parametrize(
    ("workload", "observed", "verdict"),
    [
        (SERVICE, seen("running", "healthy"), "healthy"),
        (SERVICE, seen("running", "starting"), "waiting"),
        (SERVICE, seen("running", "unhealthy"), "waiting"),
        (SERVICE, seen("restarting"), "waiting"),
        (SERVICE, seen("running"), "has no health check"),
        (SERVICE, seen("exited"), "is exited"),
        (SERVICE, seen("created"), "is created"),
        (SERVICE, seen("absent"), "is absent"),
        (SERVICE, seen("restarting", restarts=3), "was restarted 3 times"),
        (JOB, seen("exited"), "healthy"),
        (JOB, seen("exited", exit_code=2), "failed with status 2"),
        (JOB, seen("running"), "waiting"),
        (JOB, seen("absent"), "is absent"),
    ],
)
def test_verdict(workload: Workload, observed: RunningWorkload, verdict: str) -> None:
    assert judge(workload, observed) == verdict


def test_an_inspection_is_read() -> None:
    attributes = {
        "State": {"Status": "running", "ExitCode": 0, "Health": {"Status": "healthy"}},
        "HostConfig": {
            "PortBindings": {"8760/tcp": [{"HostIp": "127.0.0.1", "HostPort": "23760"}]}
        },
        "RestartCount": 1,
        "Config": {"Image": "127.0.0.1:5760/novaos-dev/core-api@sha256:00"},
    }
    workload = parse_inspection("core-api", "novaos-dev-core-api", attributes)
    assert workload.health == "healthy"
    assert workload.ports == ("127.0.0.1:23760->8760/tcp",)
    assert workload.restarts == 1
