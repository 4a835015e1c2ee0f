"""A disk that is really full: the build says so, keeps nothing half-made, and then goes on."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from images import oci
from images.assembly import assemble
from images.blobs import has_good_blob
from images.catalogue import load_definition
from images.lock import ImageLock
from images.plan import plan_image
from novaos.errors import PreconditionError
from novaos.workspace import cache_folder
from tests.support.images import share_blobs

ENOUGH = "200m"
Mount = Callable[[Path, str], None]
Place = tuple[Path, Path]

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")


@pytest.fixture
def mount_disk() -> Iterator[Mount]:
    mounted: list[Path] = []

    def mount(folder: Path, size: str) -> None:
        how = f"size={size}" if folder not in mounted else f"remount,size={size}"
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", how, "tmpfs", folder], check=True)
        if folder not in mounted:
            mounted.append(folder)

    yield mount
    for folder in mounted:
        subprocess.run(["umount", folder], check=True)


@pytest.fixture
def lock(locks: dict[str, ImageLock]) -> ImageLock:
    return locks["agent-nova"]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Where the build writes its cache and layouts, and the cache that has the packages."""
    users_cache = cache_folder()
    monkeypatch.setenv("NOVAOS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(oci, "LAYOUTS", tmp_path / "layouts")
    return tmp_path, users_cache


def build(lock: ImageLock) -> str:
    plan = plan_image(load_definition(lock.image), lock.debs, lock.wheels)
    return assemble([plan], lambda _: None)[0].image_digest


def unfinished(folder: Path) -> list[Path]:
    """Files that a build which stopped should not have left."""
    files = [path for path in folder.rglob("*") if path.is_file() or path.is_symlink()]
    return [
        path
        for path in files
        if not (path.parent.name == "sha256" and has_good_blob(path.name))
        and not (path.parent.name == "layers" and path.suffix == ".json")
    ]


@pytest.mark.parametrize(
    ("full", "size"),
    [
        pytest.param("cache", "1m", id="no room for the first layer"),
        pytest.param("cache", "9m", id="no room to unpack the compiler"),
        pytest.param("cache", "32m", id="no room for the layer that is compiled"),
        pytest.param("cache", "47m", id="no room for what the compiler writes"),
        pytest.param("layouts", "8m", id="no room for the layout"),
    ],
)
def test_full_disk_is_said_and_the_next_build_succeeds(
    lock: ImageLock, place: Place, mount_disk: Mount, full: str, size: str
) -> None:
    workplace, users_cache = place
    mount_disk(workplace / full, size)
    debs, wheels = {deb.sha256 for deb in lock.debs}, {wheel.sha256 for wheel in lock.wheels}
    share_blobs(users_cache, workplace / "cache", debs | wheels)

    with pytest.raises(PreconditionError, match=r"no space left while writing(.|\n)*df -h"):
        build(lock)
    assert not unfinished(workplace / "cache")
    assert not (workplace / "layouts").exists() or not list((workplace / "layouts").iterdir())

    mount_disk(workplace / full, ENOUGH)
    assert build(lock) == lock.image_digest
