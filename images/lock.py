"""The lock of one image: every input with version and SHA-256, and the digests they give.

Written by machines only. Loading refuses anything that is not exactly a lock.
"""

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from images.blobs import write_or_explain
from novaos.errors import PreconditionError
from novaos.reference import Digest
from novaos.workspace import REPOSITORY

LOCKS = REPOSITORY / "images" / "locks"
SCHEMA = 2
Part = TypeVar("Part")


@dataclass(frozen=True, slots=True, order=True)
class LockedDeb:
    """One Debian package in one layer."""

    name: str
    version: str
    architecture: str
    sha256: str
    size: int
    layer: str

    @property
    def label(self) -> str:
        """How people name it."""
        return f"{self.name} {self.version}"

    @property
    def purl(self) -> str:
        """Package URL."""
        version = self.version.replace(":", "%3A").replace("+", "%2B")
        return f"pkg:deb/debian/{self.name}@{version}?arch={self.architecture}"


@dataclass(frozen=True, slots=True, order=True)
class LockedWheel:
    """One Python distribution."""

    name: str
    version: str
    filename: str
    sha256: str

    @property
    def label(self) -> str:
        """How people name it."""
        return f"{self.name} {self.version}"

    @property
    def purl(self) -> str:
        """Package URL."""
        return f"pkg:pypi/{self.name}@{self.version}"


@dataclass(frozen=True, slots=True, order=True)
class LockedNpm:
    """One package of the npm registry in one layer."""

    name: str
    version: str
    integrity: str
    """The registry's own word for its content: SHA-512, as Subresource Integrity spells it."""
    sha256: str
    layer: str

    @property
    def label(self) -> str:
        """How people name it."""
        return f"{self.name} {self.version}"

    @property
    def purl(self) -> str:
        """Package URL; the sign of a scope is escaped, since it separates the version."""
        return f"pkg:npm/{self.name.replace('@', '%40')}@{self.version}"


LockedPackage = LockedDeb | LockedWheel | LockedNpm


@dataclass(frozen=True, slots=True)
class LockedLayer:
    """One layer as it is stored."""

    name: str
    diff_id: str
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class ImageLock:
    """Everything that decides the bytes of one image."""

    image: str
    intent_hash: str
    """Hash of the packages people ask for; when it changes, they are resolved anew."""
    inputs_hash: str
    """Hash of all inputs; when it changes, the image is assembled anew."""
    source_tree: str
    """Hash of our own files in the image."""
    source_date_epoch: int
    debs: tuple[LockedDeb, ...]
    wheels: tuple[LockedWheel, ...]
    layers: tuple[LockedLayer, ...]
    config_digest: str
    image_digest: str
    npm: tuple[LockedNpm, ...] = ()

    @property
    def digest(self) -> Digest:
        """Digest of the image's manifest: what is deployed."""
        return Digest(self.image_digest)

    @property
    def packages(self) -> tuple[LockedPackage, ...]:
        """Every input that somebody else made."""
        return (*self.debs, *self.wheels, *self.npm)


def lock_path(name: str, folder: Path = LOCKS) -> Path:
    """File of the lock of the image `name`."""
    return folder / f"{name}.json"


def load_lock(name: str, folder: Path = LOCKS) -> ImageLock:
    """Read the lock of the image `name`.

    Raises `PreconditionError` if it is missing or damaged.
    """
    path = lock_path(name, folder)
    try:
        return parse_lock(path.read_text(), name)
    except FileNotFoundError as error:
        raise PreconditionError(
            f"image {name} has no lock ({path.name})", fix="run: make lock, and commit images/locks"
        ) from error
    except (ValueError, TypeError, KeyError) as error:
        raise PreconditionError(
            f"the lock {path} is damaged: {error}",
            fix="run: make lock, and commit images/locks",
        ) from error


def parse_lock(text: str, name: str) -> ImageLock:
    """Read a lock's JSON text."""
    value: dict[str, Any] = json.loads(text)
    if value.pop("schema") != SCHEMA or value["image"] != name:
        raise ValueError(f"it is not a lock of schema {SCHEMA} for image {name}")
    value["debs"] = tuple(_part(LockedDeb, item) for item in value["debs"])
    value["wheels"] = tuple(_part(LockedWheel, item) for item in value["wheels"])
    value["npm"] = tuple(_part(LockedNpm, item) for item in value["npm"])
    value["layers"] = tuple(_part(LockedLayer, item) for item in value["layers"])
    lock = ImageLock(**value)
    Digest(lock.image_digest)
    Digest(lock.config_digest)
    return lock


def _part(kind: type[Part], value: dict[str, Any]) -> Part:
    part = kind(**value)
    for each in fields(part):  # type: ignore[arg-type]  # every part is a dataclass
        if not isinstance(value[each.name], int if each.type is int else str):
            raise TypeError(f"{kind.__name__}.{each.name} is {value[each.name]!r}")
    return part


def render_lock(lock: ImageLock) -> str:
    """Write a lock as JSON, one line per package, so that differences read well."""
    value = {"schema": SCHEMA, **asdict(lock)}
    lines = [f'"{key}": {_render_value(item)}' for key, item in sorted(value.items())]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _render_value(value: object) -> str:
    if isinstance(value, tuple) and value:
        return "[\n  " + ",\n  ".join(json.dumps(item) for item in value) + "\n]"
    return json.dumps(value)


def write_lock(lock: ImageLock, folder: Path = LOCKS) -> None:
    """Replace the lock's file."""
    write_or_explain(lock_path(lock.image, folder), render_lock(lock).encode())


def describe_difference(old: ImageLock | None, new: ImageLock) -> list[str]:
    """Say what a new lock changes, one line per package."""
    if old is None:
        return [f"{new.image}: locked for the first time"]
    lines: list[str] = []
    for before, after in ((old.debs, new.debs), (old.wheels, new.wheels), (old.npm, new.npm)):
        was = {part.name: part.version for part in before}
        now = {part.name: part.version for part in after}
        lines += [f"{new.image}: + {n} {now[n]}" for n in sorted(now.keys() - was.keys())]
        lines += [f"{new.image}: - {n} {was[n]}" for n in sorted(was.keys() - now.keys())]
        lines += [
            f"{new.image}: {n} {was[n]} -> {now[n]}"
            for n in sorted(now.keys() & was.keys())
            if was[n] != now[n]
        ]
    if old.source_tree != new.source_tree:
        lines.append(f"{new.image}: our source changed")
    if not lines:
        same = old.image_digest == new.image_digest
        what = "assembled by changed code, the same bytes" if same else "definition or code changed"
        lines.append(f"{new.image}: {what}")
    return lines
