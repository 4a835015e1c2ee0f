"""What was seen of one running container: a value, saved as JSON, that every check reads.

A fact that could not be read raises `CouldNotLookError` when a check asks for it; it never reads
as empty, so no check can pass on what nobody looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from novaos.errors import EvidenceUnavailableError


class CouldNotLookError(EvidenceUnavailableError):
    """The fact that a check needs was not there to be read."""


@dataclass(frozen=True, slots=True)
class Section:
    """Output of one command of the probe."""

    output: str
    exit_status: int


@dataclass(frozen=True, slots=True)
class Sighting:
    """A secret's value where it must not be. Holds its name, never the value."""

    secret: str
    place: str


@dataclass(frozen=True, slots=True)
class SecretSearch:
    """Where the values of the environment's secrets were searched, and where they were seen."""

    searched: tuple[str, ...]
    sightings: tuple[Sighting, ...]
    not_searched: tuple[str, ...]
    """Places that could not be read to their end, each with the reason."""
    secrets: int
    """How many values were searched for; none means that nothing was searched."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One look at one container, with all texts free of secret values."""

    workload: str
    collected_at: str
    """UTC, ISO 8601 with Z."""
    container: Mapping[str, Any]
    """`docker inspect` of the container."""
    image: Mapping[str, Any]
    """`docker inspect` of the image that it runs."""
    networks: Mapping[str, Mapping[str, Any]]
    """`docker network inspect` of each network it is attached to, by name."""
    engine: Mapping[str, Any]
    """The parts of `docker info` that decide whether a control applies."""
    sections: Mapping[str, Section]
    secret_search: SecretSearch

    def section(self, name: str) -> str:
        """Output of the probe's section `name`.

        Raises `CouldNotLookError` if it is missing or its command failed.
        """
        section = self.sections.get(name)
        if section is None:
            raise CouldNotLookError(f"{self.workload}: the probe has no section {name!r}")
        if section.exit_status != 0:
            raise CouldNotLookError(
                f"{self.workload}: section {name!r} ended with status "
                f"{section.exit_status}: {section.output.strip()[-200:]}"
            )
        return section.output

    def inspected(self, path: str) -> Any:  # noqa: ANN401 - JSON is any value
        """Value of the dotted `path` in the container's `docker inspect`.

        Raises `CouldNotLookError` if the engine does not report it.
        """
        return self.follow(self.container, path, "container")

    def follow(self, value: Any, path: str, subject: str) -> Any:  # noqa: ANN401 - JSON
        """Value of the dotted `path` in an inspected object."""
        for key in path.split("."):
            if not isinstance(value, Mapping) or key not in value:
                raise CouldNotLookError(
                    f"{self.workload}: the engine reports no {path} of the {subject}"
                )
            value = value[key]
        return value
