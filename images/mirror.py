"""Debian's mirrors, reached by mmdebstrap: the index it verified, and exact versions of packages.

mmdebstrap brings its own mirrors (security updates included), checks the release signatures with
the archive keyring and leaves nothing installed. What is downloaded still has to have the locked
SHA-256 before it enters the cache.
"""

import logging
import shlex
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from images.blobs import require_digest, store_blob
from images.lock import LockedDeb
from images.packages import Package, parse_available
from novaos.command import CommandError, run
from novaos.errors import EvidenceUnavailableError, NovaosError

_logger = logging.getLogger(__name__)
SUITE = "trixie"
ARCHITECTURE = "amd64"
_TIMEOUT = timedelta(minutes=15)


class GoneError(NovaosError):
    """Locked packages are neither in the cache nor on the mirror any more."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            f"no longer on the mirror and not in the cache: {', '.join(names)}",
            fix="run: make lock, review the difference in images/locks and commit it",
        )
        self.names = tuple(names)


def read_index() -> dict[str, Package]:
    """Candidate version of every package, from release files whose signature apt checked."""
    with _workplace() as folder:
        output = Path(folder) / "available"
        _run_hook(f"apt-cache dumpavail > {shlex.quote(str(output))}")
        return parse_available(output.read_text())


def fetch_debs(debs: Sequence[LockedDeb]) -> None:
    """Download exactly these versions into the cache.

    Raises `GoneError` if the mirror offers one no more, `EvidenceError` if one has another content.
    """
    with _workplace() as name:
        folder = Path(name)
        (folder / "wanted").write_text("".join(f"{d.name}={d.version}\n" for d in debs))
        # What the mirror does not offer is a fact about the mirror; what it offers and does not
        # deliver fails the whole command.
        _run_hook(
            f"cd {shlex.quote(name)} && apt-cache madison $(cut -d= -f1 wanted) | tr -d ' '"
            " | cut -d'|' -f1,2 | tr '|' '=' | sort -u > offered"
            " && { grep -Fx -f offered wanted > present || true; }"
            " && { ! [ -s present ]"
            " || apt-get -q -o APT::Sandbox::User=root download $(cat present); }"
        )
        present = set((folder / "present").read_text().split())
        gone = [d for d in debs if f"{d.name}={d.version}" not in present]
        for deb in debs:
            if deb not in gone:
                _store(deb, folder)
    if gone:
        raise GoneError([deb.label for deb in gone])


def _store(deb: LockedDeb, folder: Path) -> None:
    # apt writes the colon of an epoch as %3a.
    version = deb.version.replace(":", "%3a")
    content = (folder / f"{deb.name}_{version}_{deb.architecture}.deb").read_bytes()
    require_digest(content, deb.sha256, f"package {deb.label}")
    store_blob(content)


def _workplace() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="novaos-debs-")


def _run_hook(script: str) -> None:
    hook = f'export APT_CONFIG="$MMDEBSTRAP_APT_CONFIG"; {script}'
    argv = ["mmdebstrap", "--variant=custom", "--format=null", f"--architectures={ARCHITECTURE}"]
    try:
        done = run([*argv, f"--extract-hook={hook}", SUITE, "/dev/null"], timeout=_TIMEOUT)
    except CommandError as error:
        raise EvidenceUnavailableError(
            f"Debian's package index could not be read: {error.message}",
            fix="check the network and that mmdebstrap and debian-archive-keyring are installed",
        ) from error
    _logger.debug("mmdebstrap: %s", done.stderr)
