"""Who of the people shown in a post agreed to its publication, and whose consent is missing.

Pure, and for showing only: whether a post may be published is decided by core-api.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """Somebody who is to be seen, with what they signed."""

    person_ref: str
    display_name: str
    consents: tuple[dict[str, Any], ...]

    @property
    def agrees(self) -> bool:
        """Whether a consent to publication counts."""
        return any(one["revoked_at"] is None and "publish" in one["scope"] for one in self.consents)


def list_persons(
    depicted: list[dict[str, Any]], consents: list[dict[str, Any]]
) -> list[ShownPerson]:
    """Join the people of a post with their consents."""
    return [
        ShownPerson(
            one["person_ref"],
            one["display_name"],
            tuple(each for each in consents if each["person_ref"] == one["person_ref"]),
        )
        for one in depicted
    ]


def missing_persons(persons: list[ShownPerson]) -> list[ShownPerson]:
    """Return those whose consent is missing."""
    return [person for person in persons if not person.agrees]
