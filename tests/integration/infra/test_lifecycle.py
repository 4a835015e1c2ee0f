"""From nothing to healthy and back, with the accidents in between."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import docker
import pytest

from infra import secret_store
from infra.deployment import deploy, destroy
from infra.pulumi_process import DeploymentError
from infra.stack_state import read_state
from novaos.evidence import write_atomically
from novaos.workspace import REPOSITORY, secrets_folder
from tests.support.infra import topology_of
from tests.support.infra_copy import ENVIRONMENT

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("verified_images")]

TOPOLOGY = topology_of(ENVIRONMENT)
_LABEL: dict[str, str | list[str] | bool] = {"label": f"novaos.environment={ENVIRONMENT}"}


@pytest.fixture
def absent() -> Iterator[None]:
    """Start without a stack, and leave one behind that is up."""
    destroy(ENVIRONMENT, print, purge=True)
    yield
    deploy(ENVIRONMENT, print)


@pytest.mark.usefixtures("absent")
def test_taken_port_is_explained_and_the_next_update_recovers() -> None:
    port = TOPOLOGY.host_port(TOPOLOGY.workload("core-api"))
    assert port is not None
    with socket.create_server(("127.0.0.1", port)):
        with pytest.raises(DeploymentError) as caught:
            deploy(ENVIRONMENT, print)
        assert str(port) in str(caught.value)
        assert "ss -ltnp" in caught.value.fix
    deploy(ENVIRONMENT, print)
    assert read_state(ENVIRONMENT).pending == ()


@pytest.mark.usefixtures("absent")
def test_killed_update_is_repaired_by_the_next_one() -> None:
    code = f"from infra.deployment import deploy; deploy({ENVIRONMENT!r}, print)"
    update = subprocess.Popen([sys.executable, "-c", code], cwd=REPOSITORY, start_new_session=True)
    _wait_for_container("postgres")
    subprocess.run(["kill", "-KILL", "--", f"-{update.pid}"], check=True)
    assert update.wait() == -signal.SIGKILL
    said: list[str] = []
    deploy(ENVIRONMENT, said.append)
    assert any("lock" in line for line in said)
    assert set(deploy(ENVIRONMENT, print)) == {"same"}


def test_changed_secret_restarts_only_its_users(monkeypatch: pytest.MonkeyPatch) -> None:
    deploy(ENVIRONMENT, print)
    before = _ids()
    path = secrets_folder(ENVIRONMENT) / "redis_agents_agent-nova_password"
    secret = path.read_bytes()
    path.unlink()
    monkeypatch.setattr(secret_store, "ensure_key_pair", lambda _environment: None)
    secret_store.ensure_secrets(ENVIRONMENT, print)
    deploy(ENVIRONMENT, print)
    after = _ids()
    # The audit that follows in this run was told the old secret when it was collected.
    write_atomically(path, secret, mode=0o600)
    deploy(ENVIRONMENT, print)
    assert {name for name, identity in after.items() if before[name] != identity} == {
        "redis-agents",
        "agent-nova",
    }


def test_removal_keeps_data_and_purge_does_not() -> None:
    engine = docker.from_env()
    deploy(ENVIRONMENT, print)
    destroy(ENVIRONMENT, print)
    assert engine.containers.list(all=True, filters=_LABEL) == []
    assert engine.networks.list(filters=_LABEL) == []
    kept = {each.name for each in engine.volumes.list(filters=_LABEL)}
    assert kept == {
        TOPOLOGY.volume_name(workload, volume.name)
        for workload in TOPOLOGY.workloads
        for volume in workload.volumes
    }
    assert len(kept) == 4
    deploy(ENVIRONMENT, print)
    destroy(ENVIRONMENT, print, purge=True)
    assert engine.volumes.list(filters=_LABEL) == []
    deploy(ENVIRONMENT, print)


def test_removal_works_without_verdicts_and_state(tmp_path: Path) -> None:
    deploy(ENVIRONMENT, print)
    code = (
        "import novaos.workspace as w, pathlib\n"
        f"w.VAR = pathlib.Path({str(tmp_path)!r})\n"
        "from infra.deployment import destroy\n"
        f"destroy({ENVIRONMENT!r}, print)\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, check=True)
    assert docker.from_env().containers.list(all=True, filters=_LABEL) == []
    deploy(ENVIRONMENT, print)


def _wait_for_container(workload: str) -> None:
    name = TOPOLOGY.engine_name(workload)
    deadline = time.monotonic() + 60
    while name not in {each.name for each in docker.from_env().containers.list()}:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _ids() -> dict[str, str]:
    engine = docker.from_env()
    return {
        each.name: str(engine.containers.get(TOPOLOGY.engine_name(each.name)).id)
        for each in TOPOLOGY.workloads
    }
