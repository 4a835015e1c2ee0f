"""Names for ids: pseudonyms of creators, which never change, and names of moderators."""

import asyncio
from collections.abc import Iterable

from services.console.core_api import CoreApi
from services.console.errors import CoreApiRefusedError
from services.web_shell.moderation.listing import BASE

_KEPT_MAX = 5000
_pseudonyms: dict[str, str] = {}
"""Every role of this console may read all of them, so one memory serves everybody."""


async def read_pseudonyms(core_api: CoreApi, creators: Iterable[str]) -> dict[str, str]:
    """Return the pseudonyms of creators by id; asks only for those not asked for before."""
    wanted = set(creators)
    unknown = sorted(wanted - _pseudonyms.keys())
    if len(_pseudonyms) + len(unknown) > _KEPT_MAX:
        _pseudonyms.clear()
        unknown = sorted(wanted)
    path = f"{BASE}/creators/{{}}"
    found = await asyncio.gather(*(core_api.get(path, creator) for creator in unknown))
    _pseudonyms.update({one["id"]: one["pseudonym"] for one in found})
    return {creator: _pseudonyms[creator] for creator in wanted}


async def read_people(core_api: CoreApi, people: Iterable[str | None]) -> dict[str, str]:
    """Return the names of users by id; whoever cannot be seen any more is left out."""
    wanted = sorted({one for one in people if one is not None})
    found = await asyncio.gather(*(_read_name(core_api, one) for one in wanted))
    return {user: name for user, name in zip(wanted, found, strict=True) if name is not None}


async def _read_name(core_api: CoreApi, user: str) -> str | None:
    try:
        return str((await core_api.get("/api/v1/users/{}", user))["display_name"])
    except CoreApiRefusedError:
        return None
