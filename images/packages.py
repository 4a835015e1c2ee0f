"""Which Debian packages a layer needs, from the index that apt verified. Pure functions.

The index is apt's own list of candidate versions; each entry carries the SHA-256 that the signed
release file vouches for. Nothing is downloaded here.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from novaos.errors import PreconditionError

_FIELD = re.compile(r"^([A-Za-z0-9-]+):[ \t]*(.*(?:\n[ \t].*)*)", re.MULTILINE)
_WANTED = re.compile(
    r"^(Package|Version|Architecture|SHA256|Size|Depends|Pre-Depends|Provides): (.*)$",
    re.MULTILINE,
)
"""Fields read of 70 000 stanzas; each has one line."""


@dataclass(frozen=True, slots=True, order=True)
class Package:
    """One version of one package, as the index offers it."""

    name: str
    version: str
    architecture: str
    sha256: str
    size: int
    depends: tuple[tuple[str, ...], ...] = ()
    """Groups of alternatives, each group has to be satisfied."""
    provides: tuple[str, ...] = ()


def parse_stanza(text: str) -> dict[str, str]:
    """Fields of one control stanza."""
    return {match[1]: match[2] for match in _FIELD.finditer(text)}


def parse_available(text: str) -> dict[str, Package]:
    """Read the output of `apt-cache dumpavail`."""
    return {package.name: package for package in _packages(text)}


def _packages(text: str) -> Iterator[Package]:
    for stanza in text.split("\n\n"):
        fields = dict(_WANTED.findall(stanza))
        if "SHA256" not in fields:
            continue
        yield Package(
            name=fields["Package"],
            version=fields["Version"],
            architecture=fields["Architecture"],
            sha256=fields["SHA256"],
            size=int(fields["Size"]),
            depends=_relations(fields.get("Pre-Depends", ""))
            + _relations(fields.get("Depends", "")),
            provides=tuple(group[0] for group in _relations(fields.get("Provides", ""))),
        )


def _relations(text: str) -> tuple[tuple[str, ...], ...]:
    groups = (group.split("|") for group in text.split(",") if group.strip())
    return tuple(
        tuple(re.split(r"[\s(:\[<]", name.strip(), maxsplit=1)[0] for name in group)
        for group in groups
    )


def closure(
    names: Sequence[str],
    available: Mapping[str, Package],
    *,
    without: Collection[str],
    present: Collection[str],
) -> list[Package]:
    """Packages to add for `names`, sorted: dependencies too, but none `without` or `present`.

    Raises `PreconditionError` if a package or dependency is nowhere in the index.
    """
    unneeded = [name for name in names if name in without]
    if unneeded:
        raise PreconditionError(f"{unneeded} are both wanted and left out of the image")
    chosen: dict[str, Package] = {}
    waiting: list[tuple[str, ...]] = [(name,) for name in names]
    while waiting:
        group = waiting.pop(0)
        satisfied = _provided([*chosen.values(), *_known(present, available)]) | {*without}
        if any(name in satisfied for name in group):
            continue
        package = _pick(group, available)
        chosen[package.name] = package
        waiting.extend(package.depends)
    return sorted(chosen.values())


def _known(names: Collection[str], available: Mapping[str, Package]) -> list[Package]:
    return [available[name] for name in names if name in available]


def _provided(packages: Sequence[Package]) -> set[str]:
    return {name for package in packages for name in (package.name, *package.provides)}


def _pick(group: Sequence[str], available: Mapping[str, Package]) -> Package:
    for name in group:
        if name in available:
            return available[name]
    providers = sorted(p for p in available.values() if set(p.provides) & set(group))
    if providers:
        return providers[0]
    raise PreconditionError(
        f"no Debian package for {' | '.join(group)}",
        fix="correct the name in images/definitions or images/layers",
    )
