"""Containers for the audit's own tests: hardened as declared, or with one thing wrong.

Everything has the label `novaos.audit-test` and a name of its own, and is removed at the end.
"""

import contextlib
import io
import secrets
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import docker
from docker.models.networks import Network
from docker.types import Mount

from tests.audit.audit_container import Auditor
from tests.audit.checks import CHECKS
from tests.audit.expected import Expected, PublishedPort
from tests.audit.gather import gather_facts
from tests.audit.results import Result
from tests.audit.run import judge
from tests.audit.secret_search import Needles
from tests.support.audit_mutation import (
    LABELS,
    PORT,
    SECRET_NAME,
    SERVER,
    Mutation,
    hardened_settings,
)
from tests.support.containers import wait_until
from tests.support.registry import free_port

_UNMASQUERADED = {"com.docker.network.bridge.enable_ip_masquerade": "false"}


@dataclass(frozen=True, slots=True)
class Bench:
    """What all containers of the tests share."""

    auditor: Auditor
    target: Expected
    networks: Mapping[str, Network]
    prefix: str

    @property
    def client(self) -> docker.DockerClient:
        """The engine."""
        return self.auditor.client


@contextlib.contextmanager
def audit_networks(client: docker.DockerClient, prefix: str) -> Iterator[dict[str, Network]]:
    """Make the networks that the containers are on."""
    wanted: dict[str, dict[str, Any]] = {
        "internal": {"internal": True},
        "edge": {"options": _UNMASQUERADED},
        "other": {"internal": True},
        "masqueraded": {},
    }
    made: dict[str, Network] = {}
    try:
        for name, settings in wanted.items():
            made[name] = client.networks.create(
                f"{prefix}-{name}", driver="bridge", labels=LABELS, **settings
            )
        yield made
    finally:
        for network in made.values():
            network.remove()


def audit_mutation(bench: Bench, mutation: Mutation) -> dict[str, Result]:
    """Run the container, audit it with every check, remove it."""
    value = secrets.token_urlsafe(32)
    name = f"{bench.prefix}-{mutation.name.replace(' ', '-')}"
    volumes = {part: f"{name}-{part}" for part in ("secrets", "data")}
    host_port = free_port()
    try:
        _fill(bench, volumes, mutation, value)
        container = _create(bench, name, volumes, host_port, mutation, value)
        for network in mutation.networks:
            if network != "edge":
                bench.networks[network].connect(container)
        container.start()
        wait_until(lambda: _is_up(container), f"container {name}")
        needles = Needles({SECRET_NAME: (value.encode(),)})
        facts = gather_facts(bench.auditor, "target", name, needles)
    finally:
        _remove(bench.client, name, volumes)
    expected = _expected(bench, name, volumes, host_port, mutation)
    return {check: judge(check, facts, expected) for check in CHECKS}


def _is_up(container: Any) -> bool:  # noqa: ANN401 - the Docker SDK's Container
    container.reload()
    state = container.attrs["State"]
    if not state["Running"]:
        raise AssertionError(container.logs().decode())
    is_serving = b"serving" in container.logs()
    return is_serving and state.get("Health", {"Status": "healthy"})["Status"] == "healthy"


def _expected(
    bench: Bench, name: str, volumes: Mapping[str, str], host_port: int, mutation: Mutation
) -> Expected:
    # A network that a mutation brings in instead of `internal` is declared, so that only what is
    # wrong with it is found; one that comes in addition is not.
    declared = {"internal", "edge"} if "internal" in mutation.networks else {*mutation.networks}
    return replace(
        bench.target,
        container=name,
        networks={
            f"{bench.prefix}-{each}": bool(bench.networks[each].attrs["Internal"])
            for each in declared
        },
        published=frozenset({PublishedPort("127.0.0.1", host_port, PORT)}),
        volumes={"/run/secrets": (volumes["secrets"], True), "/data": (volumes["data"], False)},
    )


def _create(  # noqa: PLR0913, PLR0917 - facts of one container
    bench: Bench,
    name: str,
    volumes: Mapping[str, str],
    host_port: int,
    mutation: Mutation,
    value: str,
) -> Any:  # noqa: ANN401 - the Docker SDK's Container
    environment = {k: v.replace("SECRET", value) for k, v in mutation.environment.items()}
    code = mutation.code.replace("SECRET", f"open('/run/secrets/{SECRET_NAME}').read()")
    settings = {
        "image": bench.target.image,
        "name": name,
        "labels": LABELS,
        "entrypoint": ["/usr/bin/python3", "-c", SERVER, code],
        "command": [],
        "environment": environment,
        "user": "1000:1000",
        "network": bench.networks["edge"].name,
        "ports": {f"{PORT}/tcp": ("127.0.0.1", host_port)},
        "mounts": [
            Mount("/run/secrets", volumes["secrets"], read_only=True),
            Mount("/data", volumes["data"]),
        ],
        **hardened_settings(),
        **mutation.settings,
    }
    settings = {key: setting for key, setting in settings.items() if setting is not ...}
    return bench.client.containers.create(**settings)


def _fill(bench: Bench, volumes: Mapping[str, str], mutation: Mutation, value: str) -> None:
    for volume in volumes.values():
        bench.client.volumes.create(volume, labels=LABELS)
    carrier = bench.client.containers.create(
        bench.target.image,
        labels=LABELS,
        network_mode="none",
        mounts=[Mount("/run/secrets", volumes["secrets"]), Mount("/data", volumes["data"])],
    )
    try:
        files = [(name, mutation.secret_mode) for name in mutation.secret_files]
        carrier.put_archive("/run/secrets", _archive(files, value.encode()))
        data = [mutation.data_file] if mutation.data_file else []
        carrier.put_archive("/data", _archive(data, b"not a program", folder="work"))
    finally:
        carrier.remove(force=True)


def _archive(files: list[tuple[str, int]], content: bytes, folder: str = "") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        if folder:
            member = tarfile.TarInfo(folder)
            member.type, member.mode, member.uid, member.gid = tarfile.DIRTYPE, 0o700, 1000, 1000
            archive.addfile(member)
        for name, mode in files:
            member = tarfile.TarInfo(name)
            member.size, member.mode, member.uid, member.gid = len(content), mode, 1000, 1000
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def _remove(client: docker.DockerClient, name: str, volumes: Mapping[str, str]) -> None:
    with contextlib.suppress(docker.errors.NotFound):
        client.containers.get(name).remove(force=True)
    for volume in volumes.values():
        with contextlib.suppress(docker.errors.NotFound):
            client.volumes.get(volume).remove(force=True)
