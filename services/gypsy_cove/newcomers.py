"""Who took up an invitation and is in nobody's list yet.

An invitation does not tell who took it up. A newcomer says hello in the family's room; core-api
vouches for the sender, and a parent says which member that is.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from services.console.visit import Visit
from services.gypsy_cove.household import Household

_MESSAGES_READ = 200


async def read_newcomers(visit: Visit, household: Household) -> list[dict[str, str]]:
    """Read who wrote in the family's room and is tied to no member."""
    found = await visit.core_api.get(
        "/api/v1/messages/rooms/{}/messages",
        f"family:{household.id}",
        query={"limit": _MESSAGES_READ},
    )
    tied = {one["user_id"] for one in household.members} | {visit.me.user_id}
    return find_newcomers(found["items"], tied)


def find_newcomers(
    messages: Iterable[Mapping[str, Any]], tied: set[str | None]
) -> list[dict[str, str]]:
    """Find the senders that are not in `tied`, each once; agents have no account."""
    names = {
        one["sender_id"]: one["sender_name"]
        for one in messages
        if one["sender_id"] is not None and one["sender_id"] not in tied
    }
    return [{"user_id": user_id, "name": name} for user_id, name in names.items()]
