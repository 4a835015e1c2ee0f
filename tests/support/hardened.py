"""Run one of our images hardened, straight from its layout, and leave nothing behind."""

import contextlib
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import docker
from docker.errors import ImageNotFound
from docker.models.containers import Container

from images.docker_archive import write_docker_archive
from images.lock import ImageLock

PREFIX = "novaos-imagetest"
_TMP = "size=32m,uid=1000,gid=1000,mode=1777,noexec,nosuid,nodev"
_WAIT_SECONDS = 180
"""Long, because other tests may keep the machine busy."""


@dataclass(frozen=True, slots=True)
class Finished:
    """How a container ended."""

    status: int
    output: str


def unique_name() -> str:
    """Return a name in the engine that only this test has."""
    return f"{PREFIX}-{uuid.uuid4().hex[:10]}"


@contextlib.contextmanager
def engine() -> Iterator[docker.DockerClient]:
    """Connect to the engine."""
    client = docker.from_env()
    try:
        yield client
    finally:
        client.close()


def loaded_image(client: docker.DockerClient, lock: ImageLock) -> str:
    """Load the locked image unless the engine has it, and return its identifier."""
    for known in (lock.config_digest, lock.image_digest):
        with contextlib.suppress(ImageNotFound):
            return str(client.images.get(known).id)
    with tempfile.TemporaryFile() as stream:
        write_docker_archive(lock, stream)
        stream.seek(0)
        return str(client.images.load(stream)[0].id)


@contextlib.contextmanager
def hardened(
    client: docker.DockerClient,
    lock: ImageLock,
    command: Sequence[str] = (),
    *,
    volumes: Mapping[str, str] | None = None,
    entrypoint: Sequence[str] | None = None,
) -> Iterator[Container]:
    """Start the image with everything taken away that can be; remove it at the end."""
    container = client.containers.create(
        loaded_image(client, lock),
        list(command) or None,
        entrypoint=list(entrypoint) if entrypoint else None,
        name=unique_name(),
        user="1000:1000",
        read_only=True,
        cap_drop=["ALL"],
        security_opt=["no-new-privileges:true"],
        tmpfs={"/tmp": _TMP},  # noqa: S108 - a mount point inside a container
        network_mode="none",
        init=True,
        volumes={n: {"bind": where, "mode": "rw"} for n, where in (volumes or {}).items()},
    )
    try:
        container.start()
        yield container
    finally:
        container.remove(force=True, v=False)


def finished(container: Container) -> Finished:
    """Wait for the end of a container."""
    status = container.wait(timeout=_WAIT_SECONDS)["StatusCode"]
    return Finished(int(status), container.logs().decode())


def execute(
    container: Container, command: Sequence[str], environment: Mapping[str, str] | None = None
) -> Finished:
    """Run a program inside the container to its end."""
    done = container.exec_run(list(command), environment=dict(environment or {}))
    if done.exit_code is None or not isinstance(done.output, bytes):
        raise TypeError(f"{command} did not end")
    return Finished(done.exit_code, done.output.decode(errors="replace"))


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Poll until `condition` holds."""
    deadline = time.monotonic() + _WAIT_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {_WAIT_SECONDS} s: {what}")
        time.sleep(0.1)
