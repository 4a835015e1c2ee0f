"""What the engine says about one environment, read through the Docker SDK."""

from dataclasses import dataclass
from typing import Any

import docker
from docker.errors import DockerException, NotFound

from novaos.errors import EvidenceUnavailableError

_ANSWER_SECONDS = 30


@dataclass(frozen=True, slots=True)
class RunningWorkload:
    """State of one workload's container."""

    name: str
    container: str
    state: str
    """running, exited, created, restarting; `absent` when there is no such container."""
    health: str = ""
    """healthy, starting, unhealthy; empty when the container has no health check."""
    exit_code: int = 0
    restarts: int = 0
    image: str = ""
    ports: tuple[str, ...] = ()
    error: str = ""


def connect() -> docker.DockerClient:
    """Talk to the engine.

    Raises `EvidenceUnavailableError` if it does not answer.
    """
    try:
        client = docker.from_env(timeout=_ANSWER_SECONDS)
        client.ping()
    except DockerException as error:
        raise EvidenceUnavailableError(
            f"the engine does not answer: {error}", fix="run: make doctor"
        ) from error
    return client


def inspect_workload(client: docker.DockerClient, name: str, container: str) -> RunningWorkload:
    """Look at the container of the workload `name`."""
    try:
        attributes = client.api.inspect_container(container)
    except NotFound:
        return RunningWorkload(name, container, "absent")
    return parse_inspection(name, container, attributes)


def parse_inspection(name: str, container: str, attributes: dict[str, Any]) -> RunningWorkload:
    """Read what `docker inspect` says."""
    state = attributes["State"]
    bindings = attributes["HostConfig"].get("PortBindings") or {}
    return RunningWorkload(
        name=name,
        container=container,
        state=state["Status"],
        health=(state.get("Health") or {}).get("Status", ""),
        exit_code=state["ExitCode"],
        restarts=attributes.get("RestartCount", 0),
        image=attributes["Config"]["Image"],
        ports=tuple(
            f"{each['HostIp']}:{each['HostPort']}->{port}"
            for port, hosts in sorted(bindings.items())
            for each in hosts or ()
        ),
        error=state.get("Error", ""),
    )


def last_lines(client: docker.DockerClient, container: str, lines: int = 15) -> str:
    """Last lines that a container wrote."""
    try:
        return bytes(client.api.logs(container, tail=lines)).decode(errors="replace").strip()
    except DockerException as error:
        return f"(its log could not be read: {error})"
