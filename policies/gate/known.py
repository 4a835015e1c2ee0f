"""Everything the gate has seen of one image, as values, so that the checks are pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from images.lock import ImageLock
from novaos.reference import Digest, ImageReference
from sbom.statement import Statement


@dataclass(frozen=True, slots=True)
class Known:
    """What the evidence folder, the registry and the lock say."""

    name: str
    image: ImageReference
    lock: ImageLock
    in_registry: bool
    """The registry served a manifest whose bytes have this digest."""
    statements: Mapping[str, Statement]
    """Claim -> statement, only for bundles signed by a trusted key."""
    bundles: Mapping[str, Digest]
    """Claim -> digest of its bundle in the evidence folder."""
    attached: frozenset[Digest]
    """Digests of all sigstore bundles attached in the registry."""
    verified_types: frozenset[str]
    """Predicate types that cosign verified in the registry with a trusted key."""
    predicates: Mapping[str, bytes]
    """Claim -> the predicate as the evidence folder shows it to people."""
    reports: Mapping[str, Digest]
    """Raw output -> its digest."""
    problems: tuple[str, ...] = field(default=())
    """Evidence that is missing or could not be believed."""
    unavailable: tuple[str, ...] = field(default=())
    """What could not be looked at; never success."""
