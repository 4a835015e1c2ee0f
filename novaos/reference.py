"""Names of artifacts: a digest, and an image reference that cannot exist without one."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from novaos.errors import PreconditionError

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
# Repository grammar of the OCI distribution specification 1.1, section "Pulling manifests",
# with an optional registry host and port in front.
_REPOSITORY = re.compile(
    r"[a-zA-Z0-9.-]+(:[0-9]{1,5})?(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)+",
)
_READ_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, order=True)
class Digest:
    """A SHA-256 content digest, written `sha256:<64 hex digits>`."""

    value: str

    def __post_init__(self) -> None:
        if not _DIGEST.fullmatch(self.value):
            raise PreconditionError(
                f"not a digest: {self.value!r}, expected sha256:<64 hex digits>",
                fix="name the image by the digest in its lock",
            )

    def __str__(self) -> str:
        return self.value

    @property
    def hex(self) -> str:
        """The 64 hex digits alone."""
        return self.value.removeprefix("sha256:")

    @classmethod
    def of_bytes(cls, content: bytes) -> Self:
        """Digest of `content`."""
        return cls(f"sha256:{hashlib.sha256(content).hexdigest()}")

    @classmethod
    def of_file(cls, path: Path) -> Self:
        """Digest of a file's content, read in pieces."""
        hasher = hashlib.sha256()
        with path.open("rb") as stream:
            while piece := stream.read(_READ_BYTES):
                hasher.update(piece)
        return cls(f"sha256:{hasher.hexdigest()}")


@dataclass(frozen=True, slots=True, order=True)
class ImageReference:
    """`repository@digest`: the only way an image is named after it was built."""

    repository: str
    """Registry, port and path, without a tag."""
    digest: Digest

    def __post_init__(self) -> None:
        if not _REPOSITORY.fullmatch(self.repository):
            raise PreconditionError(
                f"not a repository: {self.repository!r}",
                fix="write it as registry[:port]/path, lower case, without a tag",
            )

    def __str__(self) -> str:
        return f"{self.repository}@{self.digest}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `repository@sha256:...`; a tag or a missing digest is refused."""
        repository, at, digest = text.partition("@")
        if not at:
            raise PreconditionError(
                f"image {text!r} is not pinned by digest",
                fix="use name@sha256:<digest> from the image's lock, never a tag",
            )
        return cls(repository, Digest(digest))
