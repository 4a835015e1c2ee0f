"""What a summary says beyond the digests: facts per workload and image, and all components.

A summary may lack these members: then they are not published, which is not the same as none.
"""

from typing import Annotated, Any

import msgspec

from services.core_api.errors import MalformedError

_COMPONENTS_MAX = 20_000
"""Far above what fits into a payload; it keeps a row number sane."""
Index = Annotated[int, msgspec.Meta(ge=0, lt=_COMPONENTS_MAX)]


class Component(msgspec.Struct, frozen=True):
    """One row of the table of components."""

    name: str
    version: str = ""
    type: str = ""
    purl: str = ""
    licences: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What a search looks at."""
        return " ".join((self.name, self.version, self.purl, *self.licences)).lower()


class Sbom(msgspec.Struct, frozen=True):
    """Which rows are an image's own; None if its SBOM could not be checked."""

    components: tuple[Index, ...] | None = None


class ImageDetails(msgspec.Struct, frozen=True):
    """What is read here of an image; more members are kept as they are."""

    sbom: Sbom = Sbom()


class _Workload(msgspec.Struct, frozen=True):
    workload: str
    digest: str


class Details(msgspec.Struct, frozen=True):
    """The members that are read here."""

    workloads: tuple[_Workload, ...]
    images: dict[str, ImageDetails] = {}
    components: tuple[Component, ...] | None = None


class FoundComponent(msgspec.Struct, frozen=True):
    """A component and the workloads that have it."""

    name: str
    version: str
    type: str
    purl: str
    licences: tuple[str, ...]
    workloads: tuple[str, ...]


def read_details(content: bytes) -> Details:
    """Read a payload whose signature was verified.

    Raises `MalformedError` if a member has another form, or an image names a row that is not there.
    """
    try:
        details = msgspec.json.decode(content, type=Details)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedError(f"payload: {error}") from error
    rows = len(details.components or ())
    for digest, image in details.images.items():
        if any(index >= rows for index in image.sbom.components or ()):
            raise MalformedError(f"payload: {digest} has a component that is not in the table")
    return details


def find_components(details: Details, words: str, workload: str = "") -> list[FoundComponent]:
    """Find the components that have every word, of one workload or of all."""
    wanted = words.lower().split()
    owners = _owners(details, workload)
    found = [
        FoundComponent(
            row.name, row.version, row.type, row.purl, row.licences, tuple(owners[index])
        )
        for index, row in enumerate(details.components or ())
        if index in owners and all(word in row.text for word in wanted)
    ]
    return sorted(found, key=lambda each: (each.name, each.version, each.type, each.purl))


def strip_components(content: bytes) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    """Return workloads and images as published; an SBOM says how many components, not which."""
    summary = msgspec.json.decode(content)
    images = summary.get("images", {})
    for image in images.values():
        sbom = image.get("sbom", {})
        if sbom.get("components") is not None:
            sbom["components"] = len(sbom["components"])
    return summary["workloads"], images


def _owners(details: Details, workload: str) -> dict[int, list[str]]:
    """Row number -> the workloads that have it."""
    owners: dict[int, list[str]] = {}
    for each in details.workloads:
        image = details.images.get(each.digest)
        if image is None or (workload and each.workload != workload):
            continue
        for index in image.sbom.components or ():
            owners.setdefault(index, []).append(each.workload)
    return owners
