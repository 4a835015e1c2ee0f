"""The door of the gate: verify every image of an environment and record signed verdicts."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from images.lock import load_lock
from novaos.errors import EvidenceError, EvidenceUnavailableError
from novaos.evidence import evidence_lock
from novaos.exclusive import exclusive
from novaos.reference import ImageReference
from policies.gate.collect import collect
from policies.gate.image import judge
from policies.gate.known import Known
from policies.gate.record import record_verdict
from policies.policy import Policy, load_policy
from policies.verdict import Verdict

_WORKERS = 4
"""Half of the time is waiting for cosign and the registry."""


def verify_images(
    environment: str,
    references: Mapping[str, ImageReference],
    say: Callable[[str], None],
) -> list[Verdict]:
    """Judge every image, record the verdicts, and return them when all passed.

    Raises `EvidenceError` with every failure of every image, or `EvidenceUnavailableError` if
    nothing speaks against an image but something could not be looked at.
    """
    if not references:
        raise EvidenceError("no image to verify", fix="build the images first: make build")
    policy, now = load_policy(environment), datetime.now(UTC)
    lock = exclusive(evidence_lock(environment), "verifying images", wait=True, say=say)
    with lock, ThreadPoolExecutor(_WORKERS) as pool:
        jobs = [
            pool.submit(_verify, name, image, policy, now)
            for name, image in sorted(references.items())
        ]
        judged = [job.result() for job in jobs]
    _tell([(known.name, verdict) for known, verdict in judged], say)
    _require_all_passed(judged, environment)
    return [verdict for _, verdict in judged]


def _verify(
    name: str,
    image: ImageReference,
    policy: Policy,
    now: datetime,
) -> tuple[Known, Verdict]:
    known = collect(name, image, load_lock(name), policy)
    verdict = judge(known, policy, now)
    if _is_only_unavailable(known, verdict):
        # Nothing speaks against the image: what was decided before stays valid for its time.
        return known, verdict
    try:
        return known, record_verdict(verdict, policy, now)
    except (EvidenceError, EvidenceUnavailableError):
        if verdict.passed:
            raise
        # The failures below say why: an image that the registry lacks cannot carry a verdict.
        return known, verdict


def _tell(judged: list[tuple[str, Verdict]], say: Callable[[str], None]) -> None:
    warned: dict[str, list[str]] = {}
    for name, verdict in judged:
        say(f"{name}: {'PASSED' if verdict.passed else 'FAILED'} {verdict.image.digest}")
        for warning in verdict.warnings:
            warned.setdefault(warning, []).append(name)
    for warning, names in warned.items():
        shown = "all images" if len(names) == len(judged) else ", ".join(names)
        say(f"warning: {shown}: {warning}")


def _require_all_passed(judged: list[tuple[Known, Verdict]], environment: str) -> None:
    failed = [(known, verdict) for known, verdict in judged if not verdict.passed]
    if not failed:
        return
    lines = [
        f"{known.name} {known.image}:\n  - " + "\n  - ".join(verdict.failures)
        for known, verdict in failed
    ]
    message = f"{len(failed)} of {len(judged)} images are refused\n" + "\n".join(lines)
    if all(_is_only_unavailable(known, verdict) for known, verdict in failed):
        raise EvidenceUnavailableError(message, fix="make the registry answer: make doctor")
    raise EvidenceError(
        message,
        fix=f"correct what is listed, then run: make sbom verify ENV={environment}",
    )


def _is_only_unavailable(known: Known, verdict: Verdict) -> bool:
    return bool(known.unavailable) and len(verdict.failures) == len(known.unavailable)
