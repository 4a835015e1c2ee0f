"""What is in the assembled images, file by file, and what must not be."""

import posixpath
import tarfile
from collections.abc import Mapping

import pytest

from images.catalogue import image_names, load_definition
from images.definition import SOURCE_DATE_EPOCH
from images.lock import ImageLock
from images.tree import merged_path
from tests.support.elf import needed_libraries
from tests.support.images import image_files

Files = Mapping[str, tuple[tarfile.TarInfo, bytes]]
SHELLS = ("sh", "dash", "bash", "rbash", "busybox", "zsh", "ksh", "csh")
MANAGERS = ("apt", "apt-get", "dpkg", "dpkg-deb", "pip", "pip3", "easy_install", "gem", "npm")
_WRITABLE = 0o002


@pytest.fixture(scope="module", params=image_names())
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def lock(locks: Mapping[str, ImageLock], name: str) -> ImageLock:
    return locks[name]


@pytest.fixture(scope="module")
def files(lock: ImageLock) -> Files:
    return image_files(lock)


def programs(files: Files) -> set[str]:
    return {path.rpartition("/")[2] for path in files if "/bin/" in path or "/sbin/" in path}


@pytest.mark.control("image-no-setuid")
def test_no_setuid_or_setgid_file(files: Files) -> None:
    assert not [path for path, (entry, _) in files.items() if entry.mode & 0o6000]


def test_nothing_but_files_links_and_folders(files: Files) -> None:
    kinds = {entry.type for entry, _ in files.values()}
    assert kinds == {tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.DIRTYPE}


@pytest.mark.control("image-no-shell")
def test_shell_only_where_the_definition_gives_a_reason(files: Files, name: str) -> None:
    assert bool(programs(files) & set(SHELLS)) == bool(load_definition(name).shell)


@pytest.mark.control("image-no-package-manager")
def test_no_package_manager(files: Files) -> None:
    assert not programs(files) & set(MANAGERS)
    assert "var/lib/dpkg/status" not in files


def test_files_belong_to_root_and_only_folders_for_data_to_the_user(files: Files) -> None:
    owned = {path for path, (entry, _) in files.items() if entry.uid != 0}
    declared = {"data", "var/lib/registry", "var/lib/postgresql/data"}
    assert owned <= declared
    assert all(files[path][0].isdir() for path in owned)


def test_nothing_is_writable_for_everybody_but_tmp(files: Files) -> None:
    writable = {
        path for path, (entry, _) in files.items() if entry.mode & _WRITABLE and not entry.issym()
    }
    assert writable == {"tmp"}


def test_every_file_has_the_one_time(files: Files) -> None:
    assert {entry.mtime for entry, _ in files.values()} == {SOURCE_DATE_EPOCH}


def test_every_program_finds_its_libraries(files: Files) -> None:
    there = {path.rpartition("/")[2] for path in files}
    missing = [
        (path, library)
        for path, (_, content) in files.items()
        for library in needed_libraries(content)
        if library not in there
    ]
    assert not missing


def test_some_program_needs_libraries(files: Files) -> None:
    assert any(needed_libraries(content) for _, content in files.values())


def test_no_link_leads_nowhere(files: Files) -> None:
    dangling = []
    for path, (entry, _) in files.items():
        if entry.issym():
            target = posixpath.join("/", posixpath.dirname(path), entry.linkname)
            if merged_path(posixpath.normpath(target)) not in files:
                dangling.append(f"{path} -> {entry.linkname}")
    # Licences of packages whose text is in a package that is left out are checked below.
    assert not [link for link in dangling if not link.startswith("usr/share/doc/")]


def test_package_records_are_exactly_the_locked_packages(files: Files, lock: ImageLock) -> None:
    folder = "var/lib/dpkg/status.d/"
    recorded = {
        path.removeprefix(folder)
        for path in files
        if path.startswith(folder) and not path.endswith(".md5sums")
    }
    assert recorded == {deb.name for deb in lock.debs}


def test_every_package_brings_its_licence(files: Files, lock: ImageLock) -> None:
    there = {path.split("/")[3] for path in files if path.startswith("usr/share/doc/")}
    assert {deb.name for deb in lock.debs} <= there


def test_every_wheel_keeps_its_metadata(files: Files, lock: ImageLock) -> None:
    metadata = [path for path in files if path.endswith(".dist-info/METADATA")]
    assert len(metadata) == len(lock.wheels)


def test_every_npm_package_keeps_its_licence_and_runs_nothing(
    files: Files, lock: ImageLock
) -> None:
    vendored = [path for path in files if path.startswith("app/vendor/")]
    assert not lock.npm or vendored
    for package in lock.npm:
        folder = f"app/vendor/{package.name}"
        assert f"{folder}/package.json" in files
        assert f"{folder}/LICENSE" in files
        vendored = [path for path in vendored if not f"{path}/".startswith(f"{folder}/")]
    assert not [path for path in vendored if files[path][0].isfile()]
    assert not [path for path in files if path.endswith("/node") or "axe-core" in path]


def test_no_secret_file(files: Files) -> None:
    assert not [p for p in files if p.endswith((".pem.key", "id_rsa", ".env"))]


@pytest.mark.parametrize(("image", "limit_mb"), [("agent-nova", 25.0), ("echo-ws", 40.0)])
def test_compressed_size(locks: Mapping[str, ImageLock], image: str, limit_mb: float) -> None:
    layers = locks[image].layers
    assert sum(layer.size for layer in layers) / 1e6 <= limit_mb
    assert sum(layer.size for layer in layers if layer.name in {"debian", "python"}) / 1e6 <= 20.0
