"""Containers of our own images for integration tests: hardened, on loopback, gone afterwards.

Everything has the prefix `novaos-parts-` and a random part. Secrets reach a container as in the
deployment: in a volume that a never started carrier filled, mounted read-only.
"""

import io
import secrets
import tarfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import docker
from docker.models.containers import Container
from docker.models.volumes import Volume
from docker.types import Mount, Ulimit

from novaos.reference import ImageReference
from tests.support.registry import free_port

_UID = 1000
_SECRETS_PATH = "/run/secrets"
_START_SECONDS = 60.0
_MEMORY_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True)
class Service:
    """What to run."""

    image: ImageReference
    port: int
    """The one that is published."""
    data_path: str
    secrets: Mapping[str, str]
    entrypoint: Sequence[str] | None = None
    command: Sequence[str] | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RunningService:
    """A container that was started, and its port on 127.0.0.1."""

    container: Container
    host_port: int

    def stop(self) -> None:
        """Take the service away."""
        self.container.stop(timeout=5)

    def start(self) -> None:
        """Bring it back on the same port."""
        self.container.start()


@contextmanager
def running_service(service: Service) -> Iterator[RunningService]:
    """Run `service` and remove everything of it at the end."""
    client = docker.from_env()
    client.images.pull(str(service.image))
    name = f"novaos-parts-{secrets.token_hex(4)}"
    volumes = [client.volumes.create(f"{name}-{part}") for part in ("secrets", "data")]
    created: list[Container] = []
    try:
        created.append(_fill(client, service, name, volumes[0]))
        host_port = free_port()
        created.append(_create(client, service, name, volumes, host_port))
        created[-1].start()
        yield RunningService(created[-1], host_port)
    finally:
        for container in created:
            container.remove(force=True, v=True)
        for volume in volumes:
            volume.remove(force=True)
        client.close()


def wait_until(check: Callable[[], object], what: str, seconds: float = _START_SECONDS) -> None:
    """Wait until `check` returns something true without an error."""
    deadline = time.monotonic() + seconds
    last: object = None
    while time.monotonic() < deadline:
        try:
            last = check()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is shown at the end
            last = error
        if last and not isinstance(last, Exception):
            return
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {seconds:.0f} s; last: {last!r}")


def _fill(client: docker.DockerClient, service: Service, name: str, volume: Volume) -> Container:
    mount = Mount(_SECRETS_PATH, volume.name, no_copy=True)
    carrier = client.containers.create(
        str(service.image), name=f"{name}-carrier", mounts=[mount], network_mode="none"
    )
    carrier.put_archive(_SECRETS_PATH, _archive(service.secrets))
    return carrier


def _archive(files: Mapping[str, str]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, text in files.items():
            content = text.encode()
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), 0o400
            member.uid = member.gid = _UID
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def _create(
    client: docker.DockerClient,
    service: Service,
    name: str,
    volumes: Sequence[Volume],
    host_port: int,
) -> Container:
    return client.containers.create(
        str(service.image),
        name=name,
        entrypoint=list(service.entrypoint) if service.entrypoint else None,
        command=list(service.command) if service.command else None,
        environment=dict(service.environment),
        user=f"{_UID}:{_UID}",
        read_only=True,
        cap_drop=["ALL"],
        security_opt=["no-new-privileges:true"],
        tmpfs={"/tmp": f"size=32m,uid={_UID},gid={_UID},mode=1777"},  # noqa: S108 - inside
        ulimits=[Ulimit(name="nofile", soft=8192, hard=8192)],
        pids_limit=256,
        mem_limit=_MEMORY_BYTES,
        mounts=[
            Mount(_SECRETS_PATH, volumes[0].name, read_only=True, no_copy=True),
            Mount(service.data_path, volumes[1].name),
        ],
        ports={f"{service.port}/tcp": ("127.0.0.1", host_port)},
    )
