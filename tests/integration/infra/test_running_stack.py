"""The running stack: nothing changes twice, drift comes back, secrets stay where they belong."""

import json
from pathlib import Path

import docker
import pytest
from docker.models.containers import Container

from infra.deployment import deploy, outputs, preview
from infra.secret_names import secret_names
from infra.secret_store import read_secret
from novaos.workspace import VAR
from tests.support.infra import topology_of
from tests.support.infra_copy import ENVIRONMENT

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("deployed")]

TOPOLOGY = topology_of(ENVIRONMENT)


def _containers() -> list[Container]:
    return docker.from_env().containers.list(
        all=True, filters={"label": f"novaos.environment={ENVIRONMENT}"}, ignore_removed=True
    )


def _container(workload: str) -> Container:
    return docker.from_env().containers.get(TOPOLOGY.engine_name(workload))


def test_second_deployment_changes_nothing() -> None:
    assert set(deploy(ENVIRONMENT, print)) == {"same"}


def test_preview_of_an_unchanged_stack_shows_nothing() -> None:
    assert set(preview(ENVIRONMENT, print)) == {"same"}


@pytest.mark.parametrize("service", [each.name for each in TOPOLOGY.services])
def test_service_is_healthy(service: str) -> None:
    assert _container(service).attrs["State"]["Health"]["Status"] == "healthy"


def test_migrations_ended_well() -> None:
    state = _container("core-api-migrations").attrs["State"]
    assert (state["Status"], state["ExitCode"]) == ("exited", 0)


def test_carriers_never_started() -> None:
    carriers = [each for each in _containers() if "-secrets-" in (each.name or "")]
    assert len(carriers) == len([each for each in TOPOLOGY.workloads if each.secrets])
    assert {each.status for each in carriers} == {"created"}


def test_outputs_name_urls_and_digests() -> None:
    exported = outputs(ENVIRONMENT)
    assert exported["urls"] == TOPOLOGY.urls
    assert all("@sha256:" in reference for reference in exported["images"].values())


def test_removed_container_comes_back() -> None:
    _container("agent-nova").remove(force=True)
    deploy(ENVIRONMENT, print)
    assert _container("agent-nova").attrs["State"]["Health"]["Status"] == "healthy"


def test_container_of_an_unknown_update_is_removed() -> None:
    engine = docker.from_env()
    labels = {"novaos.environment": ENVIRONMENT, "novaos.kind": "service"}
    image = _container("agent-nova").image
    assert image is not None
    name = TOPOLOGY.engine_name("stray")
    engine.containers.create(image, name=name, labels=labels)
    deploy(ENVIRONMENT, print)
    assert name not in {each.name for each in _containers()}


@pytest.mark.parametrize("name", secret_names().generated)
def test_secret_value_is_nowhere_in_the_open(name: str) -> None:
    # JSON and logs have a key of several lines in another form: a line in its middle is looked for.
    lines = read_secret(ENVIRONMENT, name).splitlines()
    value = lines[len(lines) // 2]
    assert len(value) >= 32
    for container in _containers():
        assert value not in json.dumps(container.attrs)
        assert value not in container.logs().decode(errors="replace")
    for path in _files(VAR / "pulumi" / "state") + _files(VAR / "pulumi" / "logs"):
        assert value.encode() not in path.read_bytes(), path


def _files(folder: Path) -> list[Path]:
    found = [each for each in folder.rglob("*") if each.is_file()]
    assert found
    return found
