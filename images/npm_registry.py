"""The npm registry, reached by npm itself: its own configuration says where that is.

1. Resolve: the registry says the SHA-512 of an exact version and when it was published.
2. A version younger than the cooldown is refused: bad releases are mostly found within days.
3. Whatever was downloaded must have that SHA-512, and once it is locked our SHA-256 as well.
4. No script of any package runs, neither of this one nor of what it depends on.
"""

import base64
import hashlib
import json
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from images.blobs import require_digest, store_blob
from images.definition import NpmEntry
from images.lock import LockedNpm
from novaos.command import CommandError, run
from novaos.errors import EvidenceError, EvidenceUnavailableError, PreconditionError

COOLDOWN = timedelta(days=7)
"""As for every other dependency (.github/dependabot.yml)."""
_TIMEOUT = timedelta(minutes=5)
_QUIET = ("--ignore-scripts", "--no-update-notifier", "--loglevel=error")


def lock_npm(entry: NpmEntry, layer: str, now: datetime) -> LockedNpm:
    """Download a package into the cache and name it exactly.

    Raises `EvidenceUnavailableError` if the registry does not say enough of it, `EvidenceError` if
    it is too young or not what the registry says.
    """
    integrity, published_at = _ask_registry(entry)  # (1)
    _require_cooled_down(entry, published_at, now)  # (2)
    content = _download(entry)
    require_integrity(content, integrity, entry.label)  # (3)
    digest = store_blob(content)
    return LockedNpm(entry.name, entry.version, integrity, digest.hex, layer)


def fetch_npm(packages: Sequence[LockedNpm]) -> None:
    """Download exactly these packages into the cache."""
    for package in packages:
        content = _download(package)
        require_integrity(content, package.integrity, package.label)  # (3)
        require_digest(content, package.sha256, f"npm package {package.label}")
        store_blob(content)


def require_integrity(content: bytes, integrity: str, label: str) -> None:
    """Raise `EvidenceError` unless `content` has this SHA-512.

    https://www.w3.org/TR/SRI/ (grammar in 3.5)
    """
    got = f"sha512-{base64.b64encode(hashlib.sha512(content).digest()).decode()}"
    if got != integrity:
        raise EvidenceError(
            f"npm package {label}: got {got}, expected {integrity}",
            fix="do not use it; find out why the registry delivers something else, or review the"
            " new content and run: make lock",
        )


def _require_cooled_down(entry: NpmEntry, published_at: datetime, now: datetime) -> None:
    if now - published_at < COOLDOWN:
        raise EvidenceError(
            f"npm package {entry.label} was published {published_at:%Y-%m-%d}, less than"
            f" {COOLDOWN.days} days ago",
            fix="name an older version in the definition, or wait",
        )


def _ask_registry(entry: NpmEntry) -> tuple[str, datetime]:
    fields = ["dist.integrity", "time"]
    text = _npm("view", entry, "--json", *fields)
    try:
        said: dict[str, Any] = json.loads(text)
        integrity = _sha512_of(said["dist.integrity"])
        published_at = datetime.fromisoformat(said["time"][entry.version])
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise EvidenceUnavailableError(
            f"npm package {entry.label}: the registry does not say its SHA-512 and when it was"
            f" published: {error!r}",
            fix="use a registry that says both (npm view <name>@<version> dist.integrity time)",
        ) from error
    return integrity, published_at if published_at.tzinfo else published_at.replace(tzinfo=UTC)


def _sha512_of(integrity: str) -> str:
    # Several hashes may stand side by side; old packages have SHA-1 alone.
    found = [each for each in integrity.split() if each.startswith("sha512-")]
    if not found:
        raise LookupError(f"no SHA-512 in {integrity!r}")
    return found[0]


def _download(package: NpmEntry | LockedNpm) -> bytes:
    with tempfile.TemporaryDirectory(prefix="novaos-npm-") as folder:
        _npm("pack", package, f"--pack-destination={folder}")
        files = list(Path(folder).iterdir())
        if len(files) != 1:
            raise EvidenceUnavailableError(
                f"npm package {package.label}: npm delivered {len(files)} files, expected 1",
                fix="check the version of npm (npm --version); 9 and newer are known to work",
            )
        return files[0].read_bytes()


def _npm(verb: str, package: NpmEntry | LockedNpm, *arguments: str) -> str:
    # The prefix keeps npm from looking for a project's settings in the folders above; (4).
    with tempfile.TemporaryDirectory(prefix="novaos-npm-") as folder:
        try:
            argv = ["npm", verb, f"{package.name}@{package.version}", *arguments]
            argv += [*_QUIET, f"--prefix={folder}"]
            return run(argv, cwd=Path(folder), timeout=_TIMEOUT).stdout
        except CommandError as error:
            if error.returncode is None and "not installed" in error.message:
                raise PreconditionError(
                    "npm is not installed; packages that consoles load come through it",
                    fix="apt-get install npm, or: make up, which installs it",
                ) from error
            raise EvidenceUnavailableError(
                f"npm package {package.label} could not be had: {error.message}",
                fix="check the network and npm's own configuration (npm config list)",
            ) from error
