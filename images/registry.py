"""The local registry: our own image as one hardened container per host, or one named by the user.

Promises that the container runs the locked image, serves on 127.0.0.1 only, and answers. It does
not push anything.
"""

import json
import os
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import docker
from docker.errors import APIError, DockerException, ImageNotFound, NotFound
from docker.models.containers import Container
from docker.types import LogConfig, Ulimit

from images.docker_archive import write_docker_archive
from images.lock import ImageLock, load_lock
from images.oci import has_layout
from images.registry_site import HOST, RegistrySite, registry_address
from novaos.errors import EvidenceError, EvidenceUnavailableError, NovaosError, PreconditionError
from novaos.reference import Digest

_CONTAINER_PORT = "5000/tcp"
_READY_TIMEOUT = timedelta(seconds=20)
_LABEL = "novaos.fingerprint"
"""Of the image and the settings that the container was made with."""
_BRIDGE = {
    # Nothing in it needs to call out; the published port works without (docs/adr).
    "com.docker.network.bridge.enable_ip_masquerade": "false",
    "com.docker.network.bridge.enable_icc": "false",
}


def ensure_registry(say: Callable[[str], None]) -> str:
    """Make sure that the registry runs, and return its address.

    With `NOVAOS_REGISTRY` in the environment that one is used and nothing is started.
    """
    if os.environ.get("NOVAOS_REGISTRY"):
        return registry_address()
    return ensure_local_registry(RegistrySite(), load_lock("registry"), say)


def ensure_local_registry(site: RegistrySite, lock: ImageLock, say: Callable[[str], None]) -> str:
    """Make sure that the locked registry image runs at `site`, and return its address."""
    client = _engine()
    try:
        _ensure_container(client, site, lock, say)
    except APIError as error:
        raise _explained(site, error) from error
    finally:
        client.close()
    _wait_until_ready(site)
    return site.address


def _engine() -> docker.DockerClient:
    try:
        client = docker.from_env()
        client.ping()
    except DockerException as error:
        raise PreconditionError(
            f"the container engine does not answer: {error}",
            fix="run: make doctor (it says how to start the engine)",
        ) from error
    return client


def _ensure_container(
    client: docker.DockerClient, site: RegistrySite, lock: ImageLock, say: Callable[[str], None]
) -> None:
    container = _find(client, site)
    if container is not None and container.labels.get(_LABEL) == _fingerprint(site, lock):
        if container.status == "running":
            return
        say("starting the registry")
        container.start()
        return
    image = _ensure_image(client, lock, say)
    if container is not None:
        say("replacing the registry: its image or its settings changed")
        container.remove(force=True)
    say(f"starting the registry on {site.address}")
    _start(client, site, image, lock)


def _find(client: docker.DockerClient, site: RegistrySite) -> Container | None:
    try:
        return client.containers.get(site.name)
    except NotFound:
        return None


def _ensure_image(client: docker.DockerClient, lock: ImageLock, say: Callable[[str], None]) -> str:
    # The classic image store names an image by its config, containerd's by its manifest.
    for known in (lock.config_digest, lock.image_digest):
        try:
            client.images.get(known)
        except ImageNotFound:
            continue
        return known
    if not has_layout(lock):
        raise PreconditionError("the registry's image is not assembled", fix="run: make build")
    say("loading the registry's image into the engine")
    with tempfile.TemporaryFile() as stream:
        write_docker_archive(lock, stream)
        stream.seek(0)
        loaded = [str(image.id) for image in client.images.load(stream)]
    for image in loaded:
        if image in {lock.config_digest, lock.image_digest}:
            return image
    raise EvidenceError(
        f"the engine loaded {loaded}, expected the registry's image {lock.config_digest}",
        fix="run: make build; if it stays, the layout in var/layouts is damaged: remove it",
    )


def _start(client: docker.DockerClient, site: RegistrySite, image: str, lock: ImageLock) -> None:
    _ensure_network(client, site)
    labels = {"novaos.workload": "registry", _LABEL: _fingerprint(site, lock)}
    container = client.containers.create(image, labels=labels, **_settings(site))
    try:
        container.start()
    except APIError:
        container.remove(force=True)
        raise


def _settings(site: RegistrySite) -> dict[str, Any]:
    return {
        "name": site.name,
        "user": "1000:1000",
        "read_only": True,
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true"],
        "tmpfs": {"/tmp": "size=32m,uid=1000,gid=1000,mode=1777,noexec,nosuid,nodev"},  # noqa: S108
        "volumes": {site.name: {"bind": "/var/lib/registry", "mode": "rw"}},
        "network": site.name,
        "ports": {_CONTAINER_PORT: (HOST, site.port)},
        "mem_limit": "256m",
        "memswap_limit": "256m",  # equal to the memory: no swap
        "log_config": LogConfig(type="json-file", config={"max-size": "10m", "max-file": "3"}),
        "nano_cpus": 1_000_000_000,
        "pids_limit": 256,
        "ulimits": [
            Ulimit(name="nofile", soft=8192, hard=8192),
            Ulimit(name="nproc", soft=4096, hard=4096),
        ],
        "init": True,
        "restart_policy": {"Name": "always"},
    }


def _fingerprint(site: RegistrySite, lock: ImageLock) -> str:
    made_with = json.dumps([lock.image_digest, _settings(site)], sort_keys=True)
    return str(Digest.of_bytes(made_with.encode()))


def _ensure_network(client: docker.DockerClient, site: RegistrySite) -> None:
    try:
        client.networks.get(site.name)
    except NotFound:
        client.networks.create(site.name, driver="bridge", options=_BRIDGE)


def _explained(site: RegistrySite, error: APIError) -> NovaosError:
    text = str(error.explanation or error)
    if "port is already allocated" in text or "address already in use" in text:
        return PreconditionError(
            f"port {site.address} for the registry is taken by another program",
            fix=f"find it with: ss -ltnp 'sport = :{site.port}', stop it and try again,"
            " or name another registry in NOVAOS_REGISTRY",
        )
    return EvidenceUnavailableError(
        f"the engine refused to start the registry: {text}", fix="run: make doctor"
    )


def _wait_until_ready(site: RegistrySite) -> None:
    deadline = time.monotonic() + _READY_TIMEOUT.total_seconds()
    while True:
        try:
            with urllib.request.urlopen(f"http://{site.address}/v2/", timeout=2):
                return
        except (urllib.error.URLError, OSError) as error:
            if time.monotonic() > deadline:
                raise EvidenceUnavailableError(
                    f"the registry on {site.address} does not answer: {error}",
                    fix=f"look at: docker logs {site.name}",
                ) from error
            time.sleep(0.1)
