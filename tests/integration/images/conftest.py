"""The images that these tests look at: those of the locks, assembled where they are not yet."""

from collections.abc import Iterator, Mapping

import docker
import pytest

from images.catalogue import image_names, load_definition
from images.lock import ImageLock
from images.locking import LockPolicy, settle_locks
from images.stage import BUILD_LOCK
from novaos.exclusive import exclusive
from tests.support.hardened import engine


@pytest.fixture(scope="session")
def locks() -> Mapping[str, ImageLock]:
    """Locks whose layouts are there, re-locked like in environment test."""
    said: list[str] = []
    with exclusive(BUILD_LOCK, "tests of images", wait=True):
        definitions = [load_definition(name) for name in image_names()]
        return settle_locks(definitions, LockPolicy(may_relock=True), said.append)


@pytest.fixture(scope="session")
def client() -> Iterator[docker.DockerClient]:
    """Connection to the engine."""
    with engine() as connected:
        yield connected
