"""Which images may come in: by digest, from our repository, with a PASSED verdict for that digest.

Default deny over resource types: a type that is neither known to be harmless nor one of the two
that name an image in a known property is refused, so a new way to bring in an image is closed
until somebody opens it here.
"""

from datetime import UTC, datetime
from functools import cache

from novaos.errors import NovaosError
from novaos.reference import ImageReference
from policies.accepted import COMPONENT_TYPE, HARMLESS_TYPES, IMAGE_PROPERTY
from policies.rules.properties import Properties, read
from policies.verdict import require_passed_verdict


def check_type(resource_type: str) -> list[str]:
    """Refuse a resource type that nobody has judged."""
    known = resource_type in HARMLESS_TYPES or resource_type in IMAGE_PROPERTY
    if known or COMPONENT_TYPE.fullmatch(resource_type):
        return []
    admitted = ", ".join(sorted([*HARMLESS_TYPES, *IMAGE_PROPERTY]))
    return [f"resource type {resource_type} may bring in an image unseen; admitted: {admitted}"]


def check_image(resource_type: str, props: Properties, environment: str) -> list[str]:
    """Refuse an image without a digest, from elsewhere, or without a PASSED verdict."""
    if resource_type not in IMAGE_PROPERTY:
        return []
    if read(props, "build"):
        return ["the engine would build an image; deploy an image from the lock instead"]
    name = read(props, IMAGE_PROPERTY[resource_type])
    if not isinstance(name, str) or not name:
        return ["no image is named; set it to name@sha256:<digest> from the lock"]
    try:
        reference = ImageReference.parse(name)
    except NovaosError as error:
        return [str(error)]
    if f"/novaos-{environment}/" not in f"/{reference.repository}":
        return [f"image {name} is not of a novaos-{environment} repository"]
    problem = verdict_problem(environment, reference)
    return [problem] if problem else []


@cache
def verdict_problem(environment: str, reference: ImageReference) -> str:
    """Say why `reference` has no PASSED verdict, empty if it has one; looked up once."""
    try:
        require_passed_verdict(environment, reference, datetime.now(UTC))
    except NovaosError as error:
        return f"image {reference}: {error.message}"
    return ""
