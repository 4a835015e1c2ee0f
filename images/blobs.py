"""The content-addressed cache: a blob's name is its SHA-256, and nobody reads one unverified."""

import errno
from pathlib import Path

from novaos.errors import EvidenceError, NovaosError, PreconditionError
from novaos.evidence import write_atomically
from novaos.reference import Digest
from novaos.workspace import cache_folder


def blob_path(hexadecimal: str) -> Path:
    """Where the blob with this SHA-256 lies, if it is there."""
    return cache_folder() / "blobs" / "sha256" / hexadecimal


def read_blob(hexadecimal: str, name: str) -> bytes:
    """Content of a blob, verified; `name` is what people call it.

    Raises `EvidenceError` if the content is not what its name says, `PreconditionError` if absent.
    """
    path = blob_path(hexadecimal)
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise PreconditionError(
            f"{name}: not in the cache ({path})", fix="run: make build"
        ) from error
    require_digest(content, hexadecimal, name)
    return content


def require_digest(content: bytes, hexadecimal: str, name: str) -> None:
    """Raise `EvidenceError` unless `content` has this SHA-256."""
    got = Digest.of_bytes(content).hex
    if got != hexadecimal:
        raise EvidenceError(
            f"{name}: corrupted: got sha256:{got}, expected sha256:{hexadecimal}",
            fix="remove it from the cache and run: make build; if it stays, the source is not"
            " what was locked",
        )


def has_good_blob(hexadecimal: str) -> bool:
    """Whether the blob is there and intact; a damaged one is removed, to be fetched anew."""
    path = blob_path(hexadecimal)
    if not path.is_file():
        return False
    if Digest.of_file(path).hex == hexadecimal:
        return True
    path.unlink()
    return False


def store_blob(content: bytes) -> Digest:
    """Put `content` into the cache and return its digest."""
    digest = Digest.of_bytes(content)
    path = blob_path(digest.hex)
    if not path.is_file() or path.stat().st_size != len(content):
        write_or_explain(path, content)
    return digest


def write_or_explain(path: Path, content: bytes) -> None:
    """Write a file atomically; say it clearly when the disk is full."""
    try:
        write_atomically(path, content)
    except OSError as error:
        raise disk_error(path, error) from error


def disk_error(path: Path, error: OSError) -> NovaosError:
    """Turn a failed write into something a person can act on."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return PreconditionError(
            f"no space left while writing {path}; nothing half-made was kept",
            fix="free some space (df -h) and run the same command again",
        )
    return PreconditionError(f"cannot write {path}: {error.strerror}", fix="check its permissions")
