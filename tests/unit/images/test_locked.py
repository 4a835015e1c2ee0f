"""Images are named from their locks alone, without what only building needs."""

import subprocess
import sys

from images.locked import locked_references
from images.stage import locked_references as door
from novaos.workspace import REPOSITORY

_HEAVY = ("pydantic", "docker", "requests", "yaml")


def test_door_and_light_module_are_one() -> None:
    assert door is locked_references


def test_naming_images_loads_nothing_heavy() -> None:
    code = f"import images.locked, sys; print([n for n in {_HEAVY} if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]"
