"""npm packages on the host: for tests, and for a console that runs from the checkout.

Intent is `requirements/npm.yaml` (packages that are in no image) and what the images carry; the
lock is `requirements/npm.json`. The same fetch and the same checks as for images: `ensure_vendor`
unpacks what is locked into `var/vendor/<name>/`, and only the files that are asked for.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from images.blobs import has_good_blob, read_blob, write_or_explain
from images.catalogue import image_names, load_definition
from images.definition import NpmEntry
from images.definition_file import load_npm
from images.lock import LockedNpm
from images.npm_package import read_files
from images.npm_registry import fetch_npm, lock_npm
from novaos.errors import EvidenceError, PreconditionError
from novaos.workspace import REPOSITORY, VAR

INTENT = REPOSITORY / "requirements" / "npm.yaml"
LOCK = REPOSITORY / "requirements" / "npm.json"
VENDOR = VAR / "vendor"
_FIX = "run: make lock, and commit requirements/npm.json"


def wanted_packages() -> tuple[NpmEntry, ...]:
    """Every package that this host needs, sorted."""
    layers = (layer for name in image_names() for layer in load_definition(name).layers)
    return tuple(sorted({*load_npm(INTENT), *(entry for layer in layers for entry in layer.npm)}))


def lock_host_packages(say: Callable[[str], None]) -> None:
    """Write the lock. What is locked stays: the content of a version never changes."""
    wanted = {entry.label: entry for entry in wanted_packages()}
    there = {each.label: each for each in load_lock()} if LOCK.exists() else {}
    locked = [each for label, each in there.items() if label in wanted]
    for label in sorted(wanted.keys() - there.keys()):
        say(f"resolving npm package {label}")
        locked.append(lock_npm(wanted[label], "", datetime.now(UTC)))
    write_or_explain(LOCK, _render(sorted(locked)).encode())


def require_host_lock() -> None:
    """Raise `EvidenceError` unless the lock names what this host needs and nothing else."""
    wanted = {entry.label for entry in wanted_packages()}
    locked = {each.label for each in load_lock()}
    if wanted != locked:
        raise EvidenceError(
            f"{LOCK.name}: locked {sorted(locked)}, expected {sorted(wanted)}", fix=_FIX
        )


def load_lock() -> tuple[LockedNpm, ...]:
    """Read the lock.

    Raises `PreconditionError` if it is missing or damaged.
    """
    try:
        return tuple(LockedNpm(**each, layer="") for each in json.loads(LOCK.read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise PreconditionError(f"{LOCK} cannot be read: {error}", fix=_FIX) from error


def ensure_vendor(folder: Path = VENDOR) -> Path:
    """Unpack what this host needs below `folder` and return it; nothing is done twice.

    Raises `PreconditionError` if a package is not locked, `EvidenceError` if it is another one.
    """
    wanted = wanted_packages()
    locked = _require_locked(wanted, load_lock())
    fetch_npm([each for each in locked if not has_good_blob(each.sha256)])
    for entry, package in zip(wanted, locked, strict=True):
        content = read_blob(package.sha256, f"npm package {package.label}")
        for path, file in read_files(content, entry).items():
            _ensure_file(folder / entry.name / path, file)
    return folder


def _require_locked(
    wanted: Sequence[NpmEntry], locked: Iterable[LockedNpm]
) -> tuple[LockedNpm, ...]:
    there = {each.label: each for each in locked}
    if missing := [each.label for each in wanted if each.label not in there]:
        raise PreconditionError(f"npm packages are not locked: {', '.join(missing)}", fix=_FIX)
    return tuple(there[each.label] for each in wanted)


def _ensure_file(path: Path, content: bytes) -> None:
    if not path.is_file() or path.read_bytes() != content:
        write_or_explain(path, content)


def _render(packages: Sequence[LockedNpm]) -> str:
    values = [{key: value for key, value in asdict(p).items() if key != "layer"} for p in packages]
    return "[\n  " + ",\n  ".join(json.dumps(value) for value in values) + "\n]\n"


if __name__ == "__main__":
    ensure_vendor()
