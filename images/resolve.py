"""From intent to exact versions, for all images at once, so that shared layers stay shared."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from images.catalogue import REQUIREMENTS
from images.definition import ImageDefinition, NpmEntry
from images.lock import LockedDeb, LockedNpm, LockedWheel
from images.mirror import read_index
from images.npm_registry import lock_npm
from images.packages import Package, closure
from images.wheel import resolve_wheels

Resolved = tuple[tuple[LockedDeb, ...], tuple[LockedWheel, ...], tuple[LockedNpm, ...]]


def resolve_debs(
    definition: ImageDefinition, available: Mapping[str, Package]
) -> tuple[LockedDeb, ...]:
    """Choose the packages of each layer: what lower layers bring is not brought again."""
    locked: list[LockedDeb] = []
    without: set[str] = set()
    for layer in definition.layers:
        without |= {item.name for item in layer.without}
        present = {deb.name for deb in locked}
        found = closure(layer.debs, available, without=without, present=present)
        locked += [
            LockedDeb(p.name, p.version, p.architecture, p.sha256, p.size, layer.name)
            for p in found
        ]
    return tuple(locked)


def resolve_images(
    definitions: Sequence[ImageDefinition], say: Callable[[str], None]
) -> dict[str, Resolved]:
    """Resolve every definition against the mirrors of today."""
    say("reading Debian's package index")
    available = read_index()
    wheels: dict[str, tuple[LockedWheel, ...]] = {"": ()}
    for name in sorted({d.wheels for d in definitions if d.wheels}):
        say(f"resolving wheels of {name}")
        wheels[name] = resolve_wheels(REQUIREMENTS / f"{name}.txt")
    npm = _lock_all_npm(definitions, say)
    return {
        d.name: (
            resolve_debs(d, available),
            wheels[d.wheels],
            tuple(npm[pair] for pair in _npm_of(d)),
        )
        for d in definitions
    }


def _lock_all_npm(
    definitions: Sequence[ImageDefinition], say: Callable[[str], None]
) -> dict[tuple[str, NpmEntry], LockedNpm]:
    wanted = sorted({pair for definition in definitions for pair in _npm_of(definition)})
    for _, entry in wanted:
        say(f"resolving npm package {entry.label}")
    now = datetime.now(UTC)
    return {(layer, entry): lock_npm(entry, layer, now) for layer, entry in wanted}


def _npm_of(definition: ImageDefinition) -> list[tuple[str, NpmEntry]]:
    return [(layer.name, entry) for layer in definition.layers for entry in layer.npm]
