"""The locked inputs of an image as package URLs with their SHA-256.

One `Material` per .deb, wheel and npm package. SBOM, provenance and gate compare by `key`, which
leaves out what tools spell differently (qualifiers, `%2B` for `+`, case, dashes of Python names).
https://github.com/package-url/purl-spec/blob/main/PURL-SPECIFICATION.rst
"""

import re
import urllib.parse
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from images.lock import ImageLock
from novaos.errors import EvidenceError


class PackageKey(NamedTuple):
    """What makes two package URLs the same package."""

    kind: str
    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name} {self.version}"


@dataclass(frozen=True, slots=True)
class Material:
    """One locked input."""

    purl: str
    sha256: str

    @property
    def key(self) -> PackageKey:
        """How it is compared."""
        return parse_purl(self.purl)


def lock_materials(lock: ImageLock) -> tuple[Material, ...]:
    """Every package of a lock, sorted; a package in two layers counts once."""
    found = {Material(package.purl, package.sha256) for package in lock.packages}
    return tuple(sorted(found, key=lambda material: (material.purl, material.sha256)))


def parse_purl(purl: str) -> PackageKey:
    """Reduce a package URL to what is compared.

    Raises `EvidenceError` if it is none.
    """
    parts = re.fullmatch(r"pkg:([a-z0-9.+-]+)/([^?#@]+)(@[^@?#]+)?(\?[^#]*)?(#.*)?", purl)
    if not parts:
        raise EvidenceError(f"{purl!r} is not a package URL")
    kind, path = parts[1], parts[2]
    version = urllib.parse.unquote(parts[3] or "").removeprefix("@")
    # In npm the part before the slash is a scope: @a/x and @b/x are different packages.
    full = urllib.parse.unquote(path)
    name = full if kind == "npm" else full.rpartition("/")[2]
    if kind == "pypi":
        # PEP 503 normalisation.
        name = re.sub(r"[-_.]+", "-", name).lower()
    return PackageKey(kind, name, version)


def check_same_packages(
    found: Mapping[PackageKey, PackageKey | None],
    locked: Iterable[PackageKey],
    what: str,
) -> list[str]:
    """Find packages that only one of the two sets has; messages call the first one `what`.

    `found` names for each package the one that contains it, if any: what a locked package contains
    is not looked for in the lock.
    """
    wants = set(locked)
    extra = {key for key, container in found.items() if key not in wants and container not in wants}
    return [
        *(f"{what}: {key} is in the lock but not here" for key in sorted(wants - found.keys())),
        *(f"{what}: {key} is not in the lock" for key in sorted(extra)),
    ]
