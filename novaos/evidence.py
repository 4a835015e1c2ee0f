"""The evidence folder of one image digest, and the media types of what lies in it.

Layout: `var/evidence/<environment>/<hex digest>/<file>`. Writers replace files atomically.
Absent evidence raises; it never reads as empty.
"""

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from novaos.errors import EvidenceError
from novaos.reference import Digest
from novaos.workspace import evidence_root

# Predicate types, as their specifications spell them.
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
CYCLONEDX = "https://cyclonedx.org/bom"
SPDX = "https://spdx.dev/Document"
PROVENANCE = "https://slsa.dev/provenance/v1"
VULNERABILITY_SCAN = "https://novaos.dev/attestations/scan/v1"
"""Ours: which scanners ran, with which database of which date, and what they found."""
VERIFICATION_SUMMARY = "https://slsa.dev/verification_summary/v1"

ATTESTATIONS = {
    "sbom-cyclonedx": CYCLONEDX,
    "sbom-spdx": SPDX,
    "scan": VULNERABILITY_SCAN,
    "provenance": PROVENANCE,
}
"""Name of each attestation that every image carries -> its predicate type."""


def evidence_lock(environment: str) -> Path:
    """One writer at a time: attachments under a fallback tag are read, changed and written back."""
    return evidence_root(environment) / ".lock"


def write_atomically(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Replace `path` by `content`, or leave it as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


@dataclass(frozen=True, slots=True)
class EvidenceFolder:
    """What is known about one digest in one environment."""

    environment: str
    digest: Digest

    @property
    def path(self) -> Path:
        """The folder itself."""
        return evidence_root(self.environment) / self.digest.hex

    def require(self, name: str) -> bytes:
        """Content of the file `name`.

        Raises `EvidenceError` if it is not there.
        """
        try:
            return (self.path / name).read_bytes()
        except FileNotFoundError as error:
            raise EvidenceError(
                f"{self.digest}: evidence {name} is missing in {self.path}",
                fix=f"run: make sbom verify ENV={self.environment}",
            ) from error

    def require_json(self, name: str) -> Any:  # noqa: ANN401 - JSON is any value
        """Parsed content of the JSON file `name`.

        Raises `EvidenceError` if it is missing or is not JSON.
        """
        try:
            return json.loads(self.require(name))
        except json.JSONDecodeError as error:
            raise EvidenceError(
                f"{self.digest}: evidence {name} is not JSON: {error}",
                fix=f"run: make sbom ENV={self.environment}",
            ) from error

    def write(self, name: str, content: bytes) -> Path:
        """Write the file `name` atomically and return its path."""
        write_atomically(self.path / name, content)
        return self.path / name

    def write_json(self, name: str, value: object) -> Path:
        """Write `value` as JSON, keys sorted, so that equal facts give equal bytes."""
        text = json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False)
        return self.write(name, text.encode() + b"\n")
