"""One image described by the real tools, to be copied into the workspace of each test.

syft and trivy take seconds; a copy takes milliseconds and is just as real.
"""

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from novaos import workspace
from novaos.command import run
from novaos.reference import ImageReference
from policies import stage as gate_stage
from sbom import stage as sbom_stage
from sbom.stage import describe_images
from tests.support.registry import running_registry
from tests.support.small_image import SmallImage, push_small_image, write_build_record
from tests.support.workspace import use_workspace

ENVIRONMENT = "test"


@dataclass(frozen=True, slots=True)
class Described:
    """A described image, its registry and the workspace it was described in."""

    image: SmallImage
    folder: Path
    host: str


@contextlib.contextmanager
def described_image(folder: Path) -> Iterator[Described]:
    """Push an image to a registry of its own and describe it."""
    with running_registry() as host, pytest.MonkeyPatch.context() as patch:
        use_workspace(patch, folder)
        image = push_small_image(f"{host}/{_repository(folder)}/original", folder)
        write_build_record(ENVIRONMENT, image.lock)
        patch.setattr(sbom_stage, "load_lock", lambda _name: image.lock)
        describe(image.reference)
        yield Described(image, folder, host)


def copy_described(
    described: Described,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> SmallImage:
    """Give a test the described image under a repository and workspace of its own."""
    use_workspace(monkeypatch, folder)
    for part in ("secrets", "var/evidence", "var/layouts"):
        shutil.copytree(described.folder / part, folder / part)
    repository = f"{described.host}/{_repository(folder)}/small"
    reference = ImageReference(repository, described.image.reference.digest)
    lock = described.image.lock
    monkeypatch.setattr(sbom_stage, "load_lock", lambda _name: lock)
    monkeypatch.setattr(gate_stage, "load_lock", lambda _name: lock)
    source = str(described.image.reference)
    run([workspace.tool("crane"), "copy", source, f"{repository}:test"])
    describe(reference)
    return SmallImage(reference, lock)


def describe(image: ImageReference) -> list[str]:
    """Run the sbom stage on one image and return what it said."""
    said: list[str] = []
    describe_images(ENVIRONMENT, {"small": image}, said.append)
    return said


def _repository(folder: Path) -> str:
    return folder.name.replace("_", "-").lower().strip("-")
