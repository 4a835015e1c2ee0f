"""The doors of this stage: build images, name them from their locks, keep the locks."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from images.catalogue import image_names, load_definition
from images.definition import ImageDefinition
from images.locked import locked_references
from images.locking import RELOCKING, LockPolicy, settle_locks
from images.publish import push_images, reference_of
from images.record import write_record
from images.registry import ensure_registry
from images.requirement_lock import compile_requirements
from images.vendor import lock_host_packages, require_host_lock
from novaos.exclusive import exclusive
from novaos.reference import ImageReference
from novaos.workspace import VAR

__all__ = ["build_images", "lock_images", "locked_references"]

Say = Callable[[str], None]
BUILD_LOCK = VAR / "locks" / "images.lock"
"""One build at a time per checkout: locks, layouts and the registry's container are shared."""


def build_images(
    environment: str, say: Say, names: Iterable[str] | None = None
) -> dict[str, ImageReference]:
    """Bring every image of `environment`, or those of `names`, into the registry; say how named.

    Raises `EvidenceError` if a lock does not match and the environment does not re-lock.
    """
    started_at = datetime.now(UTC)
    policy = LockPolicy(may_relock=environment in RELOCKING)
    with exclusive(BUILD_LOCK, "an image build", wait=True, say=say):
        locks = settle_locks(_definitions(names), policy, say)
        address = ensure_registry(say)
        references = {n: reference_of(address, environment, lock) for n, lock in locks.items()}
        push_images(references, locks, say)
        for name, reference in references.items():
            write_record(reference, environment, locks[name], started_at)
    return references


def lock_images(say: Say, *, check: bool) -> None:
    """Regenerate all locks, that of the host's npm packages too.

    With `check` raise `EvidenceError` if that would change them.

    The check assembles from the locked packages; whether Debian has newer ones is no drift.
    """
    with exclusive(BUILD_LOCK, "locking the images", wait=True, say=say):
        if check:
            settle_locks(_definitions(), LockPolicy(assemble_all=True), say)
            require_host_lock()
            return
        compile_requirements(say)
        lock_host_packages(say)
        policy = LockPolicy(may_relock=True, resolve_anew=True, assemble_all=True)
        settle_locks(_definitions(), policy, say)


def _definitions(names: Iterable[str] | None = None) -> list[ImageDefinition]:
    return [load_definition(name) for name in (image_names() if names is None else names)]
