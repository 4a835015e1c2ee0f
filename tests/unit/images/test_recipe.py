"""A change of the code that assembles images is noticed; a change of other code costs nothing."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from images import recipe
from images.catalogue import IMAGES
from images.recipe import DECIDING_MODULES, recipe_hash

NEUTRAL = {
    "__init__": "empty",
    "blobs": "verifies and stores what others made",
    "catalogue": "finds definitions",
    "docker_archive": "another form of finished images",
    "lock": "records what was made",
    "locked": "names finished images",
    "locking": "decides whether to make, not what",
    "mirror": "fetches what is verified by its hash",
    "npm_registry": "fetches what is verified by its hash",
    "publish": "copies finished images",
    "recipe": "this hash",
    "record": "tells about finished images",
    "registry": "runs the registry",
    "registry_site": "where the registry is",
    "requirement_lock": "locks versions, which are inputs",
    "resolve": "locks versions, which are inputs",
    "stage": "order of work",
    "vendor": "unpacks for the host",
}
"""Modules that do not decide an image's bytes, and why."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for path in IMAGES.glob("*.py"):
        shutil.copy(path, tmp_path)
    monkeypatch.setattr(recipe, "_FOLDER", tmp_path)
    recipe_hash.cache_clear()
    yield tmp_path
    recipe_hash.cache_clear()


def test_every_module_is_judged_once() -> None:
    assert sorted([*DECIDING_MODULES, *NEUTRAL]) == sorted(p.stem for p in IMAGES.glob("*.py"))


@pytest.mark.parametrize(
    ("modules", "changes"), [(DECIDING_MODULES, True), (NEUTRAL, False)], ids=["decides", "neutral"]
)
def test_only_changed_assembly_code_changes_the_recipe(
    folder: Path, modules: tuple[str, ...], *, changes: bool
) -> None:
    seen = {recipe_hash()}
    for name in modules:
        with (folder / f"{name}.py").open("a") as stream:
            stream.write("# a change\n")
        recipe_hash.cache_clear()
        seen.add(recipe_hash())
    assert len(seen) == (len(modules) + 1 if changes else 1)


def test_another_level_of_compression_changes_the_recipe(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = recipe_hash()
    assert folder.is_dir()
    monkeypatch.setattr(recipe, "COMPRESSION_LEVEL", 1)
    recipe_hash.cache_clear()
    assert recipe_hash() != before
