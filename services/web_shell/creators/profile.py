"""The creator's own profile: the pseudonym, the sealed legal name, and who looked at it."""

from starlette.responses import Response

from services.console.visit import Visit
from services.web_shell.creators.studio import BASE, own_creator
from services.web_shell.whole_list import read_whole

_CREATOR = f"{BASE}/creators/{{}}"
_LEGAL_NAME = f"{_CREATOR}/legal-name"


async def show_profile(visit: Visit) -> Response:
    """Show the profile; the legal name is not read for this, as each reading is on record."""
    creator = own_creator(visit)
    seen = await read_whole(visit.core_api, f"{_CREATOR}/legal-name-accesses", creator)
    return visit.page(
        "creators/profile.html",
        creator=await visit.core_api.get(_CREATOR, creator),
        accesses=seen.items[::-1],
    )


async def show_legal_name(visit: Visit) -> Response:
    """Read the legal name after a recent password; core-api records it."""
    visit.require_recent_password()
    found = await visit.core_api.get(_LEGAL_NAME, own_creator(visit))
    return visit.fragment("creators/_legal_name.html", found=found)


async def set_legal_name(visit: Visit) -> Response:
    """Set the legal name after a recent password."""
    visit.require_recent_password()
    name = (await visit.form()).text("legal_name")
    await visit.core_api.put(_LEGAL_NAME, own_creator(visit), body={"legal_name": name})
    return visit.done("Your legal name is kept, sealed.", "/studio/profile")
