"""From intent to exact versions, for all images at once, so that shared layers stay shared."""

from collections.abc import Callable, Mapping, Sequence

from images.catalogue import REQUIREMENTS
from images.definition import ImageDefinition
from images.lock import LockedDeb, LockedWheel
from images.mirror import read_index
from images.packages import Package, closure
from images.wheel import resolve_wheels

Resolved = tuple[tuple[LockedDeb, ...], tuple[LockedWheel, ...]]


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
    return {d.name: (resolve_debs(d, available), wheels[d.wheels]) for d in definitions}
