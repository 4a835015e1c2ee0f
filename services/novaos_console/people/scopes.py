"""The families and creators that a role can be for, as core-api lists them for the founder."""

from dataclasses import dataclass

from services.console.visit import Visit

_MAX = 500
"""The largest page; more than these cannot be chosen here, and the page says so."""


@dataclass(frozen=True, slots=True)
class Scopes:
    """Choices of a form, and names by id."""

    families: list[tuple[str, str]]
    creators: list[tuple[str, str]]
    names: dict[str, str]
    is_cut: bool


async def read_scopes(visit: Visit) -> Scopes:
    """Read the lists of both platforms."""
    query = {"limit": _MAX}
    families = await visit.core_api.get("/api/v1/gypsycove/families", query=query)
    creators = await visit.core_api.get("/api/v1/blackrose/creators", query=query)
    named_families = [(one["id"], one["name"]) for one in families["items"]]
    named_creators = [(one["id"], one["pseudonym"]) for one in creators["items"]]
    return Scopes(
        families=[("", "none"), *named_families],
        creators=[("", "none"), *named_creators],
        names=dict([*named_families, *named_creators]),
        is_cut=bool(families["next"] or creators["next"]),
    )
