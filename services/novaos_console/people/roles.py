"""Platforms and roles in words, and what a form about a role asks core-api for. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.console.errors import BadFormError

PLATFORMS = {
    "novaos": "NovaOS",
    "blackrose": "Black Rose Collective",
    "gypsycove": "GypsyCove",
}
FAMILY_ROLES = frozenset({"parent", "teen", "child"})
CREATOR_ROLES = frozenset({"creator"})


@dataclass(frozen=True, slots=True)
class Role:
    """A role that can be given on a platform."""

    platform: str
    name: str
    meaning: str

    @property
    def value(self) -> str:
        """How a form names it."""
        return f"{self.platform} {self.name}"

    @property
    def label(self) -> str:
        """How people read it."""
        return f"{PLATFORMS[self.platform]}: {self.name}"


ROLES = (
    Role("novaos", "admin", "Runs the platform with the founder: agents, alerts, users."),
    Role("blackrose", "admin", "Reviews posts and reports, decides notices and removals."),
    Role("blackrose", "creator", "Has a page: posts, tiers, members, ledger, own statistics."),
    Role("blackrose", "member", "Subscribes to creators and reads what the tier opens."),
    Role("gypsycove", "admin", "Keeps the list of families and sees nothing of what is in them."),
    Role("gypsycove", "parent", "Decides for its own family: budgets, requests, messages."),
    Role("gypsycove", "teen", "Sees its own time and messages, asks for more time."),
    Role("gypsycove", "child", "Sees its own time and messages, asks for more time."),
)
ROLE_CHOICES = (("", "choose …"), *((role.value, role.label) for role in ROLES))
_FOUNDER = "The founder: everything is open, and core-api keeps no record of it."


def explain(platform: str, name: str) -> str:
    """Say what a role may do; empty for one that is not known here."""
    if name == "godmode":
        return _FOUNDER
    return next(
        (role.meaning for role in ROLES if (role.platform, role.name) == (platform, name)), ""
    )


def read_appointment(value: str, family_id: str | None, creator_id: str | None) -> dict[str, Any]:
    """Make the request for a role of what a form sent; a choice that the role has not is left out.

    Raises `BadFormError` if the family or creator that the role needs was not chosen.
    """
    role = next((one for one in ROLES if one.value == value), None)
    if role is None:
        raise BadFormError("Role: choose one of the list.")
    body: dict[str, Any] = {"platform": role.platform, "role": role.name}
    if role.name in FAMILY_ROLES:
        if family_id is None:
            raise BadFormError(f"Family: a {role.name} belongs to one; choose it.")
        body["family_id"] = family_id
    if role.name in CREATOR_ROLES:
        if creator_id is None:
            raise BadFormError("Creator: choose the page that the account is for.")
        body["creator_id"] = creator_id
    return body


def describe_memberships(
    memberships: Sequence[Mapping[str, Any]], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Describe memberships; `names` has families and creators by their ids."""
    return [
        {
            "platform": one["platform"],
            "platform_name": PLATFORMS.get(one["platform"], one["platform"]),
            "role": one["role"],
            "meaning": explain(one["platform"], one["role"]),
            "of": describe_scope(one, names),
            "is_fixed": one["role"] == "godmode",
        }
        for one in memberships
    ]


def describe_scope(scope: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Name the family or creator that a role is for; its id if the name is not known."""
    found = scope["family_id"] or scope["creator_id"]
    return names.get(found, found) if found else ""
