"""Look at everything that is said about one image: the evidence folder, the registry, cosign.

The edge of the gate. It judges signatures, because only a signed statement is worth reading, and
nothing else. A registry that does not answer is recorded as unavailable.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from images.lock import ImageLock
from novaos.errors import EvidenceError, EvidenceUnavailableError
from novaos.evidence import EvidenceFolder
from novaos.reference import Digest, ImageReference
from policies.gate.known import Known
from policies.policy import Policy
from sbom.attachment import CLAIMS, bundle_file
from sbom.cosign import verified_predicate_types
from sbom.envelope import verify_envelope
from sbom.referrers import fetch_bundles, fetch_referrers
from sbom.registry import Registry

if TYPE_CHECKING:
    from sbom.statement import Statement

Value = TypeVar("Value")
REPORTS = tuple((name, name) for name in ("build.json", "scan-raw.json", "scan.sarif"))
"""Raw output that the signed statements name by digest."""


@dataclass(slots=True)
class _Notes:
    """Trouble met on the way; collecting goes on."""

    problems: list[str] = field(default_factory=list)
    unavailable: list[str] = field(default_factory=list)

    def attempt(self, look: Callable[[], Value]) -> Value | None:
        """Return what `look` finds, or note why there is nothing."""
        try:
            return look()
        except EvidenceUnavailableError as error:
            self.unavailable.append(str(error))
        except EvidenceError as error:
            self.problems.append(str(error))
        return None


@dataclass(frozen=True, slots=True)
class _InRegistry:
    has_manifest: bool = False
    bundles: frozenset[Digest] = frozenset()


def collect(name: str, image: ImageReference, lock: ImageLock, policy: Policy) -> Known:
    """Gather what is known of `image`; every trouble is noted, none ends the search."""
    notes = _Notes()
    folder = EvidenceFolder(policy.environment, image.digest)
    attestations = policy.thresholds.required_attestations
    bundles = _read(folder, [(claim, bundle_file(claim)) for claim in CLAIMS], notes)
    statements: dict[str, Statement] = {}
    for claim, bundle in bundles.items():
        verify = partial(verify_envelope, bundle, policy.trusted_keys, bundle_file(claim))
        statement = notes.attempt(verify)
        if statement is not None:
            statements[claim] = statement
    registry = notes.attempt(partial(_look_into_registry, image)) or _InRegistry()
    keys = [key.path for key in policy.trusted_keys]
    types = notes.attempt(partial(verified_predicate_types, image, keys)) or set()
    predicates = _read(folder, [(name, f"{name}.json") for name in attestations], notes)
    return Known(
        name=name,
        image=image,
        lock=lock,
        in_registry=registry.has_manifest,
        statements=statements,
        bundles={claim: Digest.of_bytes(content) for claim, content in bundles.items()},
        attached=registry.bundles,
        verified_types=frozenset(types),
        predicates=predicates,
        reports={n: Digest.of_bytes(c) for n, c in _read(folder, REPORTS, notes).items()},
        problems=tuple(notes.problems),
        unavailable=tuple(notes.unavailable),
    )


def _read(
    folder: EvidenceFolder,
    names: Iterable[tuple[str, str]],
    notes: _Notes,
) -> dict[str, bytes]:
    found = {key: notes.attempt(partial(folder.require, file)) for key, file in names}
    return {key: content for key, content in found.items() if content is not None}


def _look_into_registry(image: ImageReference) -> _InRegistry:
    with Registry(image) as registry:
        if registry.manifest(image.digest) is None:
            return _InRegistry()
        bundles = fetch_bundles(registry, fetch_referrers(registry, image.digest))
        digests = frozenset(Digest.of_bytes(bundle) for bundle in bundles)
        return _InRegistry(has_manifest=True, bundles=digests)
