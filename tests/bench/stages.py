"""What the stages cost when there is nothing to do, and what full verification costs.

Nobody else does the same thing on plain Docker, so these figures have no peer.
"""

from datetime import UTC, datetime

from cli import doors
from novaos.evidence import EvidenceFolder
from novaos.reference import ImageReference
from policies.verdict import require_passed_verdict
from tests.bench.measurement import Measured, Result, Say, seconds

_RUNS = 10
_BUILD_CHECK_EXPECTED_S = 1.0
_VERIFICATION_EXPECTED_S = 2.0
_VERDICT_FILES = ("verdict.json", "verdict.bundle.json")


def quiet(_line: str) -> None:
    """Say nothing: the terminal is not what is measured."""


def measure(environment: str, say: Say) -> list[Result]:
    """Unchanged build check, and verification of all images without any verdict."""
    say("checking unchanged images")
    checks = [seconds(lambda: doors.build_images(environment, quiet)) for _ in range(_RUNS)]
    references = doors.locked_references(environment)
    say(f"verifying {len(references)} images, from their evidence alone")
    verifications = [_verify_anew(environment, references) for _ in range(_RUNS)]
    verdicts = [seconds(lambda: _check_verdicts(environment, references)) for _ in range(_RUNS)]
    return [
        Measured("unchanged build check", "s", tuple(checks), _BUILD_CHECK_EXPECTED_S),
        Measured(
            f"verification of all {len(references)} images, offline",
            "s",
            tuple(verifications),
            _VERIFICATION_EXPECTED_S,
        ),
        Measured("check of all verdicts, as before each start", "s", tuple(verdicts)),
    ]


def _check_verdicts(environment: str, references: dict[str, ImageReference]) -> None:
    for reference in references.values():
        require_passed_verdict(environment, reference, datetime.now(UTC))


def _verify_anew(environment: str, references: dict[str, ImageReference]) -> float:
    """Verify with no verdict there that could be used again."""
    for reference in references.values():
        for name in _VERDICT_FILES:
            (EvidenceFolder(environment, reference.digest).path / name).unlink(missing_ok=True)
    return seconds(lambda: doors.verify_images(environment, references, quiet))
