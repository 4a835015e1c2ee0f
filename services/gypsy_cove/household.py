"""The visitor's family with its members: read for each page, remembered for the live parts of it.

What is remembered is what core-api showed this same visitor, for a minute: names and the time zone,
so that a live part costs core-api one request. What the visitor may do is asked anew each time.
"""

import asyncio
import time
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from services.console.errors import NotThereError
from services.console.visit import Visit
from services.gypsy_cove.lists import read_all
from services.gypsy_cove.local_time import zone_of

_REMEMBERED_SECONDS = 60.0
_REMEMBERED_MAX = 1000
_remembered: dict[tuple[str, str], tuple[float, "Household"]] = {}


@dataclass(frozen=True, slots=True)
class Household:
    """A family as the visitor sees it."""

    family: dict[str, Any]
    members: list[dict[str, Any]]

    @property
    def id(self) -> str:
        """Of the family."""
        return str(self.family["id"])

    @property
    def zone(self) -> ZoneInfo:
        """Whose clock counts for budgets and downtime."""
        return zone_of(self.family["time_zone"])

    @property
    def names(self) -> dict[str, str]:
        """Member -> name."""
        return {one["id"]: one["display_name"] for one in self.members}

    @property
    def young(self) -> list[dict[str, Any]]:
        """Members with screen time."""
        return [one for one in self.members if one["role"] in {"teen", "child"}]

    def of_user(self, user_id: str) -> dict[str, Any] | None:
        """Return the member that an account is tied to."""
        return next((one for one in self.members if one["user_id"] == user_id), None)

    def name_decider(self, decided_by: str | None) -> str:
        """Say who decided: a person of the family, or riven by the rule that the family gave."""
        if decided_by == "riven":
            return "the rule of your family"
        member = self.of_user(decided_by or "")
        return member["display_name"] if member else "a parent"


def family_of(visit: Visit) -> str:
    """Return the id of the visitor's family.

    Raises `NotThereError` if there is none, as for the founder.
    """
    if visit.me.family_id is None:
        raise NotThereError("You do not belong to a family here.")
    return visit.me.family_id


async def read_household(visit: Visit) -> Household:
    """Read the family and its members."""
    family_id = family_of(visit)
    path = "/api/v1/gypsycove/families/{}"
    family, members = await asyncio.gather(
        visit.core_api.get(path, family_id),
        read_all(visit.core_api, f"{path}/members", family_id),
    )
    found = Household(family, members)
    if len(_remembered) >= _REMEMBERED_MAX:
        _remembered.clear()
    _remembered[visit.me.user_id, family_id] = (time.monotonic(), found)
    return found


async def recall_household(visit: Visit) -> Household:
    """Return the family for a live part: as it was remembered, or read again."""
    at, found = _remembered.get((visit.me.user_id, family_of(visit)), (0.0, None))
    if found is None or time.monotonic() - at > _REMEMBERED_SECONDS:
        return await read_household(visit)
    return found


async def read_own_member(visit: Visit) -> dict[str, Any]:
    """Return the member that the visitor is.

    Raises `NotThereError` if there is none, as for the founder.
    """
    member = (await recall_household(visit)).of_user(visit.me.user_id)
    if member is None:
        raise NotThereError("You are not in the list of this family.")
    return member
