"""Who may change a lock: dev and test do and say so, staging and prod refuse."""

from dataclasses import replace
from pathlib import Path

import pytest

from images import assembly, layer, locking, oci, plan
from images.blobs import blob_path, store_blob
from images.definition import ImageDefinition, NpmEntry
from images.lock import ImageLock, LockedDeb, LockedNpm, load_lock, write_lock
from images.locking import LockPolicy, settle_locks
from images.mirror import GoneError
from images.npm_registry import require_integrity
from images.resolve import Resolved
from novaos.errors import EvidenceError, PreconditionError
from tests.support.images import (
    empty_layer,
    image_files,
    locked_deb,
    locked_npm,
    make_deb,
    make_npm,
    npm_entry,
    small_definition,
)

DEB = make_deb("one", {"usr/bin/one": b"1"})
NEWER = make_deb("one", {"usr/bin/one": b"2"})
NPM = make_npm({"one.js": b"let x = 1", "two.js": b"let y = 2"})
DEFINITION = small_definition()
VENDORED = small_definition(own=replace(empty_layer("small", "one"), npm=(npm_entry("one.js"),)))
STRICT = LockPolicy()
RELOCKING = LockPolicy(may_relock=True)


class World:
    """A checkout with one image, whose mirror offers `on_mirror`."""

    def __init__(self, locks: Path) -> None:
        self.locks = locks
        self.on_mirror = DEB
        self.in_registry = NPM
        self.said: list[str] = []
        self.resolved = 0

    @property
    def lock(self) -> ImageLock:
        """The lock on the disk."""
        return load_lock("small", self.locks)

    def settle(self, policy: LockPolicy, definition: ImageDefinition = DEFINITION) -> ImageLock:
        """Settle the one lock."""
        return settle_locks([definition], policy, self.said.append)["small"]

    def resolve_images(self, definitions: list[ImageDefinition], _: object) -> dict[str, Resolved]:
        """Stand in for the index."""
        self.resolved += 1
        npm = tuple(locked_npm(self.in_registry, e) for d in definitions for e in d.own.npm)
        for each in npm:
            assert store_blob(self.in_registry).hex == each.sha256
        return {d.name: ((locked_deb(self.on_mirror),), (), npm) for d in definitions}

    def fetch_debs(self, debs: list[LockedDeb]) -> None:
        """Stand in for the download."""
        for deb in debs:
            if deb.sha256 != locked_deb(self.on_mirror).sha256:
                raise GoneError([deb.label])
            store_blob(self.on_mirror)

    def fetch_npm(self, packages: list[LockedNpm]) -> None:
        """Stand in for the download."""
        for package in packages:
            require_integrity(self.in_registry, package.integrity, package.label)
            store_blob(self.in_registry)

    def forget(self) -> None:
        """Lose the package, the layer and the layout."""
        current = self.lock
        for package in current.packages:
            blob_path(package.sha256).unlink()
        for each in current.layers:
            blob_path(each.digest.removeprefix("sha256:")).unlink()
        (oci.layout_path(current.digest.hex) / "index.json").unlink()


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    locks = tmp_path / "locks"
    made = World(locks)
    monkeypatch.setenv("NOVAOS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(oci, "LAYOUTS", tmp_path / "layouts")
    monkeypatch.setattr(locking, "lock_path", lambda name: locks / f"{name}.json")
    monkeypatch.setattr(locking, "load_lock", lambda name: load_lock(name, locks))
    monkeypatch.setattr(locking, "write_lock", lambda value: write_lock(value, locks))
    monkeypatch.setattr(locking, "resolve_images", made.resolve_images)
    monkeypatch.setattr(assembly, "fetch_debs", made.fetch_debs)
    monkeypatch.setattr(assembly, "fetch_npm", made.fetch_npm)
    return made


def test_first_lock_is_made_where_that_is_allowed(world: World) -> None:
    made = world.settle(RELOCKING)
    assert world.lock == made
    assert any("locked for the first time" in line for line in world.said)


def test_unlocked_image_is_refused_elsewhere(world: World) -> None:
    with pytest.raises(
        EvidenceError, match=r"small: its packages were never locked(.|\n)*make lock"
    ):
        world.settle(STRICT)


def test_unchanged_inputs_resolve_and_make_nothing(world: World) -> None:
    made = world.settle(RELOCKING)
    world.said.clear()
    world.resolved = 0
    assert world.settle(STRICT) == made
    assert (world.said, world.resolved) == ([], 0)


def test_changed_definition_is_locked_again_in_dev_and_refused_in_prod(world: World) -> None:
    old = world.settle(RELOCKING)
    changed = replace(DEFINITION, title="another title")
    with pytest.raises(EvidenceError, match="lock does not match; run make lock and commit"):
        world.settle(STRICT, changed)
    assert world.lock == old
    assert world.settle(RELOCKING, changed).image_digest != old.image_digest
    assert world.resolved == 1


def test_other_packages_are_resolved_anew(world: World) -> None:
    world.settle(RELOCKING)
    changed = small_definition(own=empty_layer("small", "one", "two"))
    with pytest.raises(EvidenceError, match="packages asked for are not the locked ones"):
        world.settle(STRICT, changed)
    world.settle(RELOCKING, changed)
    assert world.resolved == 2


def test_lost_package_is_fetched_again_and_gives_the_same_image(world: World) -> None:
    made = world.settle(RELOCKING)
    world.forget()
    assert world.settle(STRICT) == made


def test_package_that_left_the_mirror_is_refused_in_prod_by_name(world: World) -> None:
    world.settle(RELOCKING)
    world.forget()
    world.on_mirror = NEWER
    with pytest.raises(GoneError, match=r"one 1\.0"):
        world.settle(STRICT)


def test_package_that_left_the_mirror_is_resolved_anew_in_dev(world: World) -> None:
    old = world.settle(RELOCKING)
    world.forget()
    world.on_mirror = NEWER
    assert world.settle(RELOCKING).debs[0].sha256 != old.debs[0].sha256
    assert any("no longer on the mirror" in line for line in world.said)
    assert any("commit it" in line for line in world.said)


def test_changed_assembly_code_uses_nothing_made_before(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = world.settle(RELOCKING)
    for module in (plan, layer):
        monkeypatch.setattr(module, "recipe_hash", lambda: "another")
    with pytest.raises(EvidenceError, match="the code that assembles it changed"):
        world.settle(STRICT)
    world.said.clear()
    made = world.settle(RELOCKING)
    assert made.inputs_hash != old.inputs_hash
    assert made.image_digest == old.image_digest
    assert "making layer small" in world.said
    assert "small: assembled by changed code, the same bytes" in world.said


def test_digest_that_assembly_does_not_give_is_refused(world: World) -> None:
    good = world.settle(RELOCKING)
    write_lock(replace(good, image_digest=f"sha256:{'f' * 64}"), world.locks)
    with pytest.raises(EvidenceError, match=f"assembled {good.image_digest}, expected sha256:fff"):
        world.settle(STRICT)


def test_npm_package_brings_the_files_that_are_named_and_no_other(world: World) -> None:
    made = world.settle(RELOCKING, VENDORED)
    vendored = {path for path in image_files(made) if path.startswith("app/vendor/one/")}
    assert vendored == {f"app/vendor/one/{n}" for n in ("LICENSE", "one.js", "package.json")}
    assert world.settle(STRICT, VENDORED) == made


@pytest.mark.parametrize(
    ("npm", "why"),
    [
        ((), "packages asked for are not the locked ones"),
        ((npm_entry("one.js", version="1.0.1"),), "packages asked for are not the locked ones"),
        ((npm_entry("one.js", "two.js"),), "its definition or the code that assembles it"),
    ],
    ids=["left out", "another version", "another file"],
)
def test_other_npm_packages_or_files_are_drift(
    world: World, npm: tuple[NpmEntry, ...], why: str
) -> None:
    world.settle(RELOCKING, VENDORED)
    changed = replace(VENDORED, own=replace(VENDORED.own, npm=npm))
    with pytest.raises(EvidenceError, match=why):
        world.settle(STRICT, changed)


def test_lost_npm_package_is_fetched_again_and_gives_the_same_image(world: World) -> None:
    made = world.settle(RELOCKING, VENDORED)
    world.forget()
    assert world.settle(STRICT, VENDORED) == made


def test_npm_package_with_another_content_is_refused(world: World) -> None:
    world.settle(RELOCKING, VENDORED)
    world.forget()
    world.in_registry = make_npm({"one.js": b"let x = 'bad'"})
    with pytest.raises(EvidenceError, match=r"npm package one 1\.0\.0: got sha512-.*expected"):
        world.settle(STRICT, VENDORED)


def test_npm_package_that_is_not_locked_is_in_no_image(world: World) -> None:
    made = world.settle(RELOCKING, VENDORED)
    with pytest.raises(PreconditionError, match=r"one 1\.0\.0 is not locked(.|\n)*make lock"):
        plan.plan_image(VENDORED, made.debs, made.wheels, ())
