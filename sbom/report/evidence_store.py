"""Evidence files as the report holds them: content, SHA-256, when they were made."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from novaos.reference import Digest


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """One file that a verdict rests on."""

    title: str
    path: str
    """Relative to the repository."""
    sha256: str
    collected_at: str
    content: bytes


class EvidenceStore:
    """All evidence of one report, each content once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: dict[str, EvidenceFile] = {}

    @property
    def files(self) -> tuple[EvidenceFile, ...]:
        """Everything that was added, by path."""
        return tuple(sorted(self._files.values(), key=lambda file: (file.path, file.sha256)))

    def add(self, path: Path, title: str, collected_at: str = "") -> EvidenceFile:
        """Read `path` and keep it.

        Raises `OSError` if it cannot be read.
        """
        content = path.read_bytes()
        sha256 = Digest.of_bytes(content).hex
        if sha256 not in self._files:
            made_at = collected_at or _modified_at(path)
            shown = path.relative_to(self._root) if path.is_relative_to(self._root) else path.name
            self._files[sha256] = EvidenceFile(title, str(shown), sha256, made_at, content)
        return self._files[sha256]


def _modified_at(path: Path) -> str:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
