"""Name every image from the locks alone.

The Pulumi program imports this at every preview: standard library only, so no YAML, no pydantic
and no Docker SDK.
"""

from images.catalogue import image_names
from images.lock import load_lock
from images.publish import reference_of
from images.registry_site import registry_address
from novaos.reference import ImageReference


def locked_references(environment: str) -> dict[str, ImageReference]:
    """Reference of each image that has a definition.

    Raises `PreconditionError` if a lock is missing or damaged.
    """
    address = registry_address()
    return {n: reference_of(address, environment, load_lock(n)) for n in image_names()}
