"""What people intend an image to be: packages by name, wheels, our source, user and command.

Values only: `images.definition_file` reads them from YAML, `images.lock` holds what was resolved.
"""

from dataclasses import dataclass, field

APP_UID = 1000
"""User and group of every process in every image."""
SOURCE_DATE_EPOCH = 1767225600
"""2026-01-01T00:00:00Z: the time of every file in every image, so that bytes depend on content."""


@dataclass(frozen=True, slots=True)
class Reasoned:
    """A path pattern or package name that is left out, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file of ours: `source` under `images/files`, `path` in the image."""

    source: str
    path: str
    mode: int


@dataclass(frozen=True, slots=True)
class FolderEntry:
    """A folder with an owner or mode that matters."""

    path: str
    mode: int
    owner: int


@dataclass(frozen=True, slots=True)
class LinkEntry:
    """A symbolic link."""

    path: str
    target: str


@dataclass(frozen=True, slots=True, order=True)
class NpmEntry:
    """Files of one package of the npm registry; an exact version, for nothing else is updated."""

    name: str
    version: str
    files: tuple[str, ...]
    """Paths in the package; the licence's text and `package.json` are among them."""

    @property
    def label(self) -> str:
        """How people name it."""
        return f"{self.name} {self.version}"


@dataclass(frozen=True, slots=True)
class LayerDefinition:
    """Debian packages, npm packages and files that become one layer."""

    name: str
    debs: tuple[str, ...]
    """Packages wanted by name; what they depend on comes with them."""
    without: tuple[Reasoned, ...]
    """Packages that dependencies name and that are left out."""
    prune: tuple[Reasoned, ...]
    """Path patterns left out of this layer and of the layers above it.

    `*` also matches `/`; the last rule that matches decides; `!` before a pattern keeps the path.
    """
    files: tuple[FileEntry, ...]
    folders: tuple[FolderEntry, ...]
    links: tuple[LinkEntry, ...]
    certificates: bool
    """Whether the bundle of CA certificates is made, as ca-certificates' script would."""
    python: str = ""
    """Path of the interpreter in this layer; it compiles the modules of this layer and above."""
    npm: tuple[NpmEntry, ...] = ()
    """What browsers load, below `/app/vendor`."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be in the layer."""
        return not (self.debs or self.npm or self.files or self.folders or self.links)


@dataclass(frozen=True, slots=True)
class Runtime:
    """How a container of the image starts."""

    entrypoint: tuple[str, ...]
    cmd: tuple[str, ...]
    env: tuple[tuple[str, str], ...]
    ports: tuple[int, ...]
    healthcheck: tuple[str, ...]
    """Arguments of the command that exits 0 in a healthy container; empty if there is none."""
    workdir: str


@dataclass(frozen=True, slots=True)
class ImageDefinition:
    """One image."""

    name: str
    title: str
    licences: str
    """SPDX expression of our part and the main program; each package carries its own."""
    shell: str
    """Why the image carries a shell; empty if it carries none."""
    shared: tuple[LayerDefinition, ...]
    """Layers that other images have too, lowest first."""
    own: LayerDefinition
    wheels: str
    """Name of the hash-locked file in `images/requirements`, or empty."""
    sources: tuple[tuple[str, str], ...]
    """Folders of the repository -> where they are in the image."""
    runtime: Runtime
    labels: tuple[tuple[str, str], ...] = field(default=())

    @property
    def layers(self) -> tuple[LayerDefinition, ...]:
        """Layers made of Debian packages, npm packages and files, lowest first."""
        return self.shared if self.own.is_empty else (*self.shared, self.own)
