"""Evidence about the images that run: signed attestations, the signed verdict, the lock.

Every bundle is verified again here, against the environment's key and the running digest. What
was verified by somebody else before counts for nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from images.lock import LOCKS, load_lock, lock_path
from novaos.errors import NovaosError
from novaos.evidence import ATTESTATIONS, VERIFICATION_SUMMARY, EvidenceFolder
from novaos.reference import ImageReference
from sbom.envelope import verify_envelope
from sbom.report.evidence_store import EvidenceFile, EvidenceStore
from sbom.report.finding import Finding, Outcome
from sbom.trusted_key import TrustedKey

_PASSED = "PASSED"


class _FailedError(Exception):
    """The evidence is there, genuine, and says no."""


class _ManualError(Exception):
    """The evidence is there and genuine, and leaves the question to a person."""


@dataclass(frozen=True, slots=True)
class ImageEvidence:
    """Looks at the evidence of one image."""

    environment: str
    image: ImageReference
    key: TrustedKey
    now: datetime
    store: EvidenceStore

    @property
    def name(self) -> str:
        """The image's own name: the last part of its repository."""
        return self.image.repository.rpartition("/")[2]

    def attestation(self, name: str) -> Finding:
        """Verify the attestation `name`."""
        return self._look("attestation", name, lambda: self._attestation(name)[0])

    def verdict(self) -> Finding:
        """Verify the PASSED verdict."""
        return self._look("verdict", _PASSED, self._verdict)

    def lock(self) -> Finding:
        """Compare the lock with what runs."""
        return self._look("lock", self.name, self._lock)

    def assessed(self, scanner: str) -> Finding:
        """Read from the signed scan whether `scanner` ran and what it found."""
        return self._look("scan", scanner, lambda: self._assessed(scanner))

    def _look(self, kind: str, name: str, look: Callable[[], EvidenceFile]) -> Finding:
        try:
            file = look()
        except _FailedError as error:
            outcome, detail = Outcome.FAIL, str(error)
        except _ManualError as error:
            outcome, detail = Outcome.MANUAL, str(error)
        except (NovaosError, OSError) as error:
            message = error.message if isinstance(error, NovaosError) else str(error)
            outcome, detail = Outcome.MISSING, message
        else:
            return Finding(kind, name, self.name, Outcome.PASS, "", file.sha256)
        return Finding(kind, name, self.name, outcome, detail)

    def _attestation(self, name: str) -> tuple[EvidenceFile, Mapping[str, Any]]:
        return self._bundle(name, ATTESTATIONS[name])

    def _bundle(self, name: str, predicate_type: str) -> tuple[EvidenceFile, Mapping[str, Any]]:
        folder = EvidenceFolder(self.environment, self.image.digest)
        file_name = f"{name}.bundle.json"
        content = folder.require(file_name)
        statement = verify_envelope(content, [self.key], f"{self.name}: {file_name}")
        if statement.predicate_type != predicate_type:
            raise _FailedError(f"{file_name} holds a {statement.predicate_type}")
        if self.image.digest not in statement.subject_digests:
            raise _FailedError(f"{file_name} speaks of another image than {self.image.digest}")
        file = self.store.add(folder.path / file_name, f"{name} of {self.name}")
        return file, statement.predicate

    def _verdict(self) -> EvidenceFile:
        file, predicate = self._bundle("verdict", VERIFICATION_SUMMARY)
        result = predicate.get("verificationResult")
        if result != _PASSED:
            raise _FailedError(f"the verdict is {result}")
        if predicate.get("resourceUri") != str(self.image):
            raise _FailedError(f"the verdict is about {predicate.get('resourceUri')}")
        try:
            valid_until = datetime.fromisoformat(str(predicate["novaos_validUntil"]))
            is_valid = self.now <= valid_until
        except (KeyError, ValueError, TypeError):
            raise _FailedError("the verdict does not say until when it holds") from None
        if not is_valid:
            raise _FailedError(f"the verdict expired at {valid_until:%Y-%m-%d %H:%M} UTC")
        return file

    def _lock(self) -> EvidenceFile:
        lock = load_lock(self.name)
        if lock.digest != self.image.digest:
            raise _FailedError(f"the lock says {lock.digest}, {self.image.digest} runs")
        if not lock.debs:
            raise _FailedError("the lock names no package")
        return self.store.add(lock_path(self.name, LOCKS), f"lock of {self.name}")

    def _assessed(self, scanner: str) -> EvidenceFile:
        file, predicate = self._attestation("scan")
        result = (predicate.get("results") or {}).get(scanner) or {}
        if result.get("state") != "ran":
            raise _ManualError(f"{scanner} not assessed: {result.get('reason', 'no scanner ran')}")
        found = {word: result["counts"].get(word, 0) for word in ("CRITICAL", "HIGH")}
        if any(found.values()):
            raise _FailedError(
                f"{scanner}: {found['CRITICAL']} critical and {found['HIGH']} high findings"
            )
        return file
