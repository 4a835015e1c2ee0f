"""Fixtures of the plugin tests: installed plugins, a small image in a registry, an empty stack."""

import subprocess
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from infra.plugins.install import install_plugins
from tests.support.pulumi_plugins import PREFIX, Stack, push_image, registry


@dataclass(frozen=True)
class Images:
    """Two images that differ, by digest."""

    address: str
    one: str
    two: str


@pytest.fixture(scope="session")
def images(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Images]:
    install_plugins(lambda _line: None)
    folder = tmp_path_factory.mktemp("image")
    with registry() as address:
        repository = f"{PREFIX}/box"
        one, two = (push_image(address, repository, folder, marker) for marker in ("one", "two"))
        yield Images(address, one, two)
        subprocess.run(["docker", "rmi", "--force", one, two], capture_output=True, check=False)


@pytest.fixture
def prefix() -> str:
    """Start of every name that this test makes in the engine."""
    return f"{PREFIX}-{uuid.uuid4().hex[:8]}"


@pytest.fixture
def stack(tmp_path: Path, prefix: str) -> Iterator[Stack]:
    """An empty stack; what the test leaves in the engine under its prefix is removed."""
    yield Stack(tmp_path / "project")
    for kind, listing in (
        ("container", ["ps", "--all", "--format={{.Names}}"]),
        ("network", ["network", "ls", "--format={{.Name}}"]),
        ("volume", ["volume", "ls", "--format={{.Name}}"]),
    ):
        found = subprocess.run(["docker", *listing], capture_output=True, text=True, check=True)
        own = [name for name in found.stdout.split() if name.startswith(prefix)]
        if own:
            force = ["--force"] if kind != "network" else []
            subprocess.run(["docker", kind, "rm", *force, *own], capture_output=True, check=True)
