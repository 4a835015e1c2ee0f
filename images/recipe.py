"""Name the code that decides an image's bytes, so that nothing made by older code is used again.

The hash is part of every layer's key and of every lock's inputs; the image's digest knows nothing
of it. An edited comment therefore costs one assembly and changes no digest.
"""

import functools
import importlib.metadata
import json
from pathlib import Path

from images.archive import COMPRESSION_LEVEL
from images.definition import SOURCE_DATE_EPOCH
from novaos.reference import Digest

DECIDING_MODULES = (
    "archive",
    "assembly",
    "bytecode",
    "certificates",
    "compile_modules",
    "deb",
    "definition",
    "definition_file",
    "layer",
    "npm_package",
    "oci",
    "packages",
    "plan",
    "source",
    "tree",
    "wheel",
)
"""A test fails when a module of this package is neither here nor listed there as neutral."""
_FOLDER = Path(__file__).parent


@functools.cache
def recipe_hash() -> str:
    """Hash of the deciding modules, of the compression and of the one time."""
    recipe = {
        "modules": {n: Digest.of_file(_FOLDER / f"{n}.py").hex for n in DECIDING_MODULES},
        "libdeflate": importlib.metadata.version("deflate"),
        "level": COMPRESSION_LEVEL,
        "epoch": SOURCE_DATE_EPOCH,
    }
    return str(Digest.of_bytes(json.dumps(recipe, sort_keys=True).encode()))
