"""Push images to a registry and read them back by digest.

A push needs a tag; `build-<digest>` names nothing that anybody deploys. A tag that people know
moves only after signing, through `tag_signed`.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from images.lock import ImageLock
from images.oci import has_layout, layout_path
from novaos.command import CommandError, run
from novaos.errors import EvidenceError, EvidenceUnavailableError, PreconditionError
from novaos.reference import Digest, ImageReference
from novaos.workspace import tool

_QUERY_TIMEOUT = timedelta(seconds=30)
_ABSENT = ("MANIFEST_UNKNOWN", "NAME_UNKNOWN", "404 Not Found")
"""Error codes of the OCI distribution specification 1.1 that mean: it is not there."""


def reference_of(registry: str, environment: str, lock: ImageLock) -> ImageReference:
    """How the image is named in the registry."""
    return ImageReference(f"{registry}/novaos-{environment}/{lock.image}", lock.digest)


def push_images(
    references: Mapping[str, ImageReference],
    locks: Mapping[str, ImageLock],
    say: Callable[[str], None],
) -> None:
    """Push what the registry does not have, and verify that it now has it."""
    with ThreadPoolExecutor() as pool:
        present = dict(zip(references, pool.map(is_published, references.values()), strict=True))
    for name, reference in references.items():
        if not present[name]:
            say(f"pushing {reference}")
            push_image(reference, locks[name])


def push_image(reference: ImageReference, lock: ImageLock) -> None:
    """Push one layout and read its manifest back by digest."""
    if not has_layout(lock):
        raise PreconditionError(
            f"image {lock.image} {lock.digest} is not assembled", fix="run: make build"
        )
    tag = f"{reference.repository}:build-{lock.digest.hex[:12]}"
    try:
        run([tool("crane"), "push", layout_path(lock.digest.hex), tag])
    except CommandError as error:
        raise EvidenceUnavailableError(
            f"image {lock.image} could not be pushed to {reference.repository}: {error.message}",
            fix="check that the registry runs and takes your login, then run: make build",
        ) from error
    if not is_published(reference):
        raise EvidenceError(
            f"the registry took {tag}, but has no {reference.digest}",
            fix="the registry changes what is pushed; use one that keeps digests",
        )


def is_published(reference: ImageReference) -> bool:
    """Whether the registry has this digest, byte for byte.

    Raises `EvidenceUnavailableError` if it could not be asked, `EvidenceError` if it lies.
    """
    try:
        manifest = run([tool("crane"), "manifest", str(reference)], timeout=_QUERY_TIMEOUT).stdout
    except CommandError as error:
        if any(code in error.stderr for code in _ABSENT):
            return False
        raise EvidenceUnavailableError(
            f"the registry of {reference} could not be asked: {error.message}",
            fix="check that the registry runs (make status), then run: make build",
        ) from error
    got = Digest.of_bytes(manifest.encode())
    if got != reference.digest:
        raise EvidenceError(
            f"{reference}: the registry answered with the content of {got}",
            fix="do not use this registry; its storage is damaged or it is not what it says",
        )
    return True


def tag_signed(reference: ImageReference, tag: str) -> None:
    """Let `tag` point at the image. Call it only after the image is signed."""
    try:
        run([tool("crane"), "tag", str(reference), tag], timeout=_QUERY_TIMEOUT)
    except CommandError as error:
        raise EvidenceUnavailableError(
            f"{reference} could not be tagged {tag}: {error.message}",
            fix="check that the registry runs (make status) and try again",
        ) from error
