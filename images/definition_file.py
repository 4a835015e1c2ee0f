"""Read definitions from YAML. Unknown keys, missing reasons and wrong types are refused."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    StringConstraints,
    ValidationError,
    model_validator,
)

from images.definition import (
    FileEntry,
    FolderEntry,
    ImageDefinition,
    LayerDefinition,
    LinkEntry,
    NpmEntry,
    Reasoned,
    Runtime,
)
from novaos.errors import PreconditionError

Word = Annotated[str, StringConstraints(min_length=1, pattern=r"^\S+$")]
Reason = Annotated[str, StringConstraints(min_length=5)]
PackageName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.+-]+$")]
"""Debian Policy 4.7, 5.6.1."""
RelativePath = Annotated[str, StringConstraints(pattern=r"^[^/\s][^\s]*$")]
NpmName = Annotated[
    str, StringConstraints(pattern=r"^(@[a-z0-9][a-z0-9._-]*/)?[a-z0-9][a-z0-9._-]*$")
]
ExactVersion = Annotated[
    str, StringConstraints(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$")
]
"""One version of semver.org, no range: npm takes addresses and folders in its place too."""
Model = TypeVar("Model", bound=BaseModel)
Mode = Annotated[str, StringConstraints(pattern=r"^0?[01]?[0-7]{3}$")]
_LICENCE = re.compile(r"(licen[cs]e|copying|unlicense)", re.IGNORECASE)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _File(_Strict):
    source: RelativePath
    path: RelativePath
    mode: Mode = "0644"


class _Folder(_Strict):
    path: RelativePath
    mode: Mode = "0755"
    owner: int = Field(default=0, ge=0, le=65534)


def _inside(path: str) -> str:
    if any(part in {"", ".", ".."} for part in path.split("/")):
        raise ValueError(f"{path!r} leaves the package")
    return path


class _Npm(_Strict):
    version: ExactVersion
    files: list[Annotated[RelativePath, AfterValidator(_inside)]]

    @model_validator(mode="after")
    def _explains_itself(self) -> Self:
        if "package.json" not in self.files:
            raise ValueError("files lack package.json, where the SBOM reads what the package is")
        if not any(_LICENCE.match(path) for path in self.files):
            raise ValueError("files lack the text of the licence, which goes with every copy")
        return self


class _Layer(_Strict):
    debs: list[PackageName] = []
    without: dict[PackageName, Reason] = {}
    prune: dict[RelativePath, Reason] = {}
    files: list[_File] = []
    folders: list[_Folder] = []
    links: dict[RelativePath, Word] = {}
    certificates: bool = False
    python: RelativePath | None = None
    npm: dict[NpmName, _Npm] = {}


class _NpmFile(RootModel[dict[NpmName, _Npm]]):
    model_config = ConfigDict(frozen=True, strict=True)


class _Image(_Layer):
    title: str
    licences: Word | str
    shell: Reason | None = None
    layers: list[Word] = Field(min_length=1)
    wheels: Word | None = None
    sources: dict[RelativePath, RelativePath] = {}
    entrypoint: list[str] = Field(min_length=1)
    cmd: list[str] = []
    env: dict[Word, str] = {}
    ports: list[Annotated[int, Field(ge=1, le=65535)]] = []
    healthcheck: list[str] = []
    workdir: str = "/"
    labels: dict[Word, str] = {}


def load_layer(path: Path) -> LayerDefinition:
    """Read one shared layer."""
    return _layer(path.stem, _validated(_Layer, path))


def load_image(path: Path, layers: Path) -> ImageDefinition:
    """Read one image; its shared layers come from the folder `layers`."""
    model = _validated(_Image, path)
    return ImageDefinition(
        name=path.stem,
        title=model.title,
        licences=model.licences,
        shell=model.shell or "",
        shared=tuple(load_layer(layers / f"{name}.yaml") for name in model.layers),
        own=_layer(path.stem, model),
        wheels=model.wheels or "",
        sources=tuple(sorted(model.sources.items())),
        runtime=Runtime(
            entrypoint=tuple(model.entrypoint),
            cmd=tuple(model.cmd),
            env=tuple(sorted(model.env.items())),
            ports=tuple(model.ports),
            healthcheck=tuple(model.healthcheck),
            workdir=model.workdir,
        ),
        labels=tuple(sorted(model.labels.items())),
    )


def load_npm(path: Path) -> tuple[NpmEntry, ...]:
    """Read a file that names npm packages and nothing else."""
    return _npm_entries(_validated(_NpmFile, path).root)


def _npm_entries(packages: Mapping[str, _Npm]) -> tuple[NpmEntry, ...]:
    return tuple(
        NpmEntry(name, each.version, tuple(sorted(each.files)))
        for name, each in sorted(packages.items())
    )


def _layer(name: str, model: _Layer) -> LayerDefinition:
    return LayerDefinition(
        name=name,
        debs=tuple(model.debs),
        without=tuple(Reasoned(*item) for item in model.without.items()),
        prune=tuple(Reasoned(*item) for item in model.prune.items()),
        files=tuple(FileEntry(f.source, f.path, int(f.mode, 8)) for f in model.files),
        folders=tuple(FolderEntry(f.path, int(f.mode, 8), f.owner) for f in model.folders),
        links=tuple(LinkEntry(*item) for item in model.links.items()),
        certificates=model.certificates,
        python=model.python or "",
        npm=_npm_entries(model.npm),
    )


def _validated(kind: type[Model], path: Path) -> Model:
    try:
        value: Any = yaml.safe_load(path.read_text())
        return kind.model_validate(value)
    except FileNotFoundError as error:
        raise PreconditionError(f"{path.name}: no such definition in {path.parent}") from error
    except (yaml.YAMLError, ValidationError) as error:
        raise PreconditionError(
            f"{path}: {error}", fix="correct the definition; docs are in images/README.md"
        ) from error
