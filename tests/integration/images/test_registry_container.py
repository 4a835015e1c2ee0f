"""The local registry: started, kept, repaired, hardened; other programs on its port are named."""

import socket
from collections.abc import Iterator, Mapping
from dataclasses import replace

import docker
import pytest
from docker.models.containers import Container

from images import registry
from images.lock import ImageLock
from images.publish import is_published, push_image, reference_of, tag_signed
from images.registry import ensure_local_registry
from images.registry_site import RegistrySite
from novaos.command import run
from novaos.errors import EvidenceError, EvidenceUnavailableError, PreconditionError
from novaos.reference import Digest, ImageReference
from novaos.workspace import tool
from tests.support.hardened import unique_name
from tests.support.registry import free_port

pytestmark = pytest.mark.docker


def _ignore(_: str) -> None:
    """Take a line of progress."""


@pytest.fixture
def site(client: docker.DockerClient) -> Iterator[RegistrySite]:
    chosen = RegistrySite(unique_name(), free_port())
    yield chosen
    for container in client.containers.list(all=True, filters={"name": chosen.name}):
        container.remove(force=True)
    for network in client.networks.list(names=[chosen.name]):
        network.remove()
    for volume in client.volumes.list(filters={"name": chosen.name}):
        volume.remove()


@pytest.fixture
def lock(locks: Mapping[str, ImageLock]) -> ImageLock:
    return locks["registry"]


def container_of(client: docker.DockerClient, site: RegistrySite) -> Container:
    return client.containers.get(site.name)


def test_registry_is_started_once_and_started_again(
    client: docker.DockerClient, site: RegistrySite, lock: ImageLock
) -> None:
    said: list[str] = []
    assert ensure_local_registry(site, lock, said.append) == site.address
    first = container_of(client, site)
    said.clear()
    ensure_local_registry(site, lock, said.append)
    assert said == []
    first.stop()
    ensure_local_registry(site, lock, said.append)
    assert said == ["starting the registry"]
    assert container_of(client, site).id == first.id


def test_registry_is_hardened_and_only_on_loopback(
    client: docker.DockerClient, site: RegistrySite, lock: ImageLock
) -> None:
    ensure_local_registry(site, lock, _ignore)
    attributes = container_of(client, site).attrs
    host = attributes["HostConfig"]
    assert attributes["Image"] in {lock.config_digest, lock.image_digest}
    assert attributes["Config"]["User"] == "1000:1000"
    assert host["ReadonlyRootfs"]
    assert host["CapDrop"] == ["ALL"]
    assert host["SecurityOpt"] == ["no-new-privileges:true"]
    assert not host["Privileged"]
    assert host["PortBindings"]["5000/tcp"] == [{"HostIp": "127.0.0.1", "HostPort": str(site.port)}]
    options = client.networks.get(site.name).attrs["Options"]
    assert options["com.docker.network.bridge.enable_ip_masquerade"] == "false"


def test_changed_image_replaces_the_container(
    client: docker.DockerClient, site: RegistrySite, lock: ImageLock
) -> None:
    ensure_local_registry(site, lock, _ignore)
    before = container_of(client, site).id
    said: list[str] = []
    # The same bytes under another claim: enough to be seen as a change.
    other = replace(lock, image_digest=f"sha256:{'e' * 64}")
    ensure_local_registry(site, other, said.append)
    assert "replacing the registry: its image or its settings changed" in said
    assert container_of(client, site).id != before


def test_changed_settings_replace_the_container(
    client: docker.DockerClient,
    site: RegistrySite,
    lock: ImageLock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ensure_local_registry(site, lock, _ignore)
    before = container_of(client, site).id
    changed = registry._settings(site) | {"pids_limit": 255}
    monkeypatch.setattr(registry, "_settings", lambda _site: changed)
    ensure_local_registry(site, lock, _ignore)
    after = container_of(client, site)
    assert after.id != before
    assert after.attrs["HostConfig"]["PidsLimit"] == 255


def test_taken_port_is_said_and_leaves_no_container(
    client: docker.DockerClient, site: RegistrySite, lock: ImageLock
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", site.port))
        other.listen()
        with pytest.raises(PreconditionError, match=r"taken by another program(.|\n)*ss -ltnp"):
            ensure_local_registry(site, lock, _ignore)
    assert not client.containers.list(all=True, filters={"name": site.name})


def test_image_is_pushed_read_back_and_tagged(site: RegistrySite, lock: ImageLock) -> None:
    address = ensure_local_registry(site, lock, _ignore)
    reference = reference_of(address, "test", lock)
    assert not is_published(reference)
    push_image(reference, lock)
    assert is_published(reference)
    tag_signed(reference, "signed")
    found = run([tool("crane"), "digest", f"{reference.repository}:signed"]).stdout.strip()
    assert found == lock.image_digest


def test_manifest_can_be_deleted(site: RegistrySite, lock: ImageLock) -> None:
    reference = reference_of(ensure_local_registry(site, lock, _ignore), "test", lock)
    push_image(reference, lock)
    run([tool("crane"), "delete", str(reference)])
    assert not is_published(reference)


def test_damaged_layout_is_not_taken_for_the_image(
    client: docker.DockerClient, site: RegistrySite, lock: ImageLock
) -> None:
    wrong = replace(lock, image_digest=f"sha256:{'d' * 64}", config_digest=f"sha256:{'d' * 64}")
    with pytest.raises((EvidenceError, PreconditionError), match=r"assembled|expected"):
        ensure_local_registry(site, wrong, _ignore)
    assert not client.containers.list(all=True, filters={"name": site.name})


def test_registry_that_is_down_is_an_error_and_not_an_absent_image(lock: ImageLock) -> None:
    reference = ImageReference(f"127.0.0.1:{free_port()}/novaos-test/registry", lock.digest)
    with pytest.raises(EvidenceUnavailableError, match=r"could not be asked(.|\n)*make build"):
        is_published(reference)
    with pytest.raises(EvidenceUnavailableError, match="could not be pushed"):
        push_image(reference, lock)


def test_reference_needs_a_digest() -> None:
    with pytest.raises(PreconditionError, match="not a digest"):
        ImageReference("127.0.0.1:5760/novaos-test/registry", Digest("latest"))
