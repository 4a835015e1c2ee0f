"""Which images there are: one file in `images/definitions` each."""

from pathlib import Path

from images.definition import ImageDefinition
from novaos.errors import PreconditionError
from novaos.workspace import REPOSITORY

IMAGES = REPOSITORY / "images"
DEFINITIONS = IMAGES / "definitions"
SHARED_LAYERS = IMAGES / "layers"
FILES = IMAGES / "files"
REQUIREMENTS = IMAGES / "requirements"


def image_names(definitions: Path = DEFINITIONS) -> tuple[str, ...]:
    """Names of all images, sorted.

    Raises `PreconditionError` if there is none.
    """
    names = tuple(sorted(path.stem for path in definitions.glob("*.yaml")))
    if not names:
        raise PreconditionError(
            f"no image definition in {definitions}", fix="run: git checkout images/definitions"
        )
    return names


def load_definition(name: str) -> ImageDefinition:
    """Definition of the image `name`."""
    # Imported here because names alone, which every preview asks for, need no YAML and no pydantic.
    from images.definition_file import load_image  # noqa: PLC0415

    return load_image(DEFINITIONS / f"{name}.yaml", SHARED_LAYERS)
