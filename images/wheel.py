"""Unpack a wheel into the image's site-packages, and fetch locked wheels.

Format: the PyPA specification "Binary distribution format". Scripts, headers and data files are
left out: nothing in an image starts through them. Metadata and licences stay for the SBOM.
"""

import re
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from packaging.utils import canonicalize_name, parse_wheel_filename

from images.blobs import require_digest, store_blob
from images.definition import Reasoned
from images.lock import LockedWheel
from images.tree import Tree, add, file_node, is_pruned, merged_path
from novaos.command import CommandError, run
from novaos.errors import EvidenceError, EvidenceUnavailableError

SITE_PACKAGES = "app/site-packages"
PYTHON_VERSION = "3.13"
# Tags from PEP 600; trixie's glibc is 2.41, so that every manylinux up to it runs.
_PLATFORMS = ("manylinux_2_34", "manylinux_2_28", "manylinux_2_17", "manylinux2014")
_SCHEMES = re.compile(r"^[^/]+\.data/(?P<scheme>[^/]+)/(?P<rest>.+)$")


def add_wheel(tree: Tree, content: bytes, label: str, prune: Sequence[Reasoned]) -> None:
    """Add a wheel's modules and metadata to the tree."""
    try:
        archive = zipfile.ZipFile(BytesIO(content))
        names = [name for name in archive.namelist() if not name.endswith("/")]
        for name in names:
            path = _installed_path(name)
            node = file_node(archive.read(name))
            if path and not is_pruned(path, node, prune):
                add(tree, path, node, label)
    except (zipfile.BadZipFile, zipfile.LargeZipFile) as error:
        raise EvidenceError(f"wheel {label} is not readable: {error}", fix="make lock") from error


def _installed_path(name: str) -> str | None:
    scheme = _SCHEMES.match(name)
    if scheme is None:
        return f"{SITE_PACKAGES}/{merged_path(name)}"
    if scheme["scheme"] in {"purelib", "platlib"}:
        return f"{SITE_PACKAGES}/{merged_path(scheme['rest'])}"
    return None


def resolve_wheels(requirements: Path) -> tuple[LockedWheel, ...]:
    """Download the wheels of a hash-locked file into the cache and name them.

    Raises `EvidenceError` if a wheel has none of the hashes in the file.
    """
    with tempfile.TemporaryDirectory(prefix="novaos-wheels-") as folder:
        _download(requirements, Path(folder))
        return tuple(sorted(_store(path) for path in Path(folder).iterdir()))


def fetch_wheels(wheels: Sequence[LockedWheel]) -> None:
    """Download exactly these wheels into the cache."""
    lines = [f"{wheel.name}=={wheel.version} --hash=sha256:{wheel.sha256}" for wheel in wheels]
    with tempfile.TemporaryDirectory(prefix="novaos-wheels-") as folder:
        requirements = Path(folder) / "requirements.txt"
        requirements.write_text("\n".join(lines) + "\n")
        target = Path(folder) / "wheels"
        target.mkdir()
        _download(requirements, target)
        for wheel in wheels:
            content = (target / wheel.filename).read_bytes()
            require_digest(content, wheel.sha256, f"wheel {wheel.label}")
            store_blob(content)


def _store(path: Path) -> LockedWheel:
    name, version, _, _ = parse_wheel_filename(path.name)
    digest = store_blob(path.read_bytes())
    return LockedWheel(canonicalize_name(name), str(version), path.name, digest.hex)


def _download(requirements: Path, target: Path) -> None:
    platforms = [f"--platform={name}_x86_64" for name in _PLATFORMS]
    tags = ["--implementation=cp", "--abi=cp313", "--abi=abi3", "--abi=none", *platforms]
    argv = ["pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    argv += ["--only-binary=:all:", "--require-hashes", f"--python-version={PYTHON_VERSION}", *tags]
    argv += ["--requirement", str(requirements), "--dest", str(target)]
    try:
        run([sys.executable, "-m", *argv], timeout=timedelta(minutes=15))
    except CommandError as error:
        if "DO NOT MATCH THE HASHES" in error.stderr:
            raise EvidenceError(
                f"a wheel's content is not what is locked: {error.stderr.strip()}",
                fix="do not use it; find out why, or run: make lock after you have reviewed it",
            ) from error
        raise EvidenceUnavailableError(
            f"wheels of {requirements.name} could not be downloaded: {error.message}",
            fix="check the network, or that each locked version has a wheel for Python 3.13",
        ) from error
