"""Copyright notices and their clocks; upheld, withdrawn, or the post restored in its window."""

import asyncio
from datetime import UTC, datetime

from starlette.responses import Response

from services.console.visit import Visit
from services.web_shell.moderation.clocks import restore_clock
from services.web_shell.moderation.listing import BASE, read_all
from services.web_shell.moderation.names import read_people, read_pseudonyms
from services.web_shell.moderation.reasons import WORDS, plain_text, require_typed

_NOTICES = f"{BASE}/dmca/notices"
_NOTICE = f"{_NOTICES}/{{}}"
_OPEN = ("received", "hidden", "countered")


async def show_notices(visit: Visit) -> Response:
    """List the notices: the open ones, oldest first, then those that were decided."""
    found = await read_all(visit.core_api, _NOTICES)
    now = datetime.now(UTC)
    creators = await read_pseudonyms(visit.core_api, (one["creator_id"] for one in found))
    return visit.page(
        "moderation/notices.html",
        open=[(one, restore_clock(one, now)) for one in found if one["status"] in _OPEN],
        decided=[one for one in reversed(found) if one["status"] not in _OPEN],
        creators=creators,
    )


async def show_notice(visit: Visit) -> Response:
    """Show one notice, its post, its clock, and what can be decided."""
    notice = await visit.core_api.get(_NOTICE, visit.part("notice_id"))
    post, creators, log = await asyncio.gather(
        visit.core_api.get(f"{BASE}/posts/{{}}", notice["post_id"]),
        read_pseudonyms(visit.core_api, [notice["creator_id"]]),
        read_all(visit.core_api, f"{BASE}/moderation-log", query={"object_id": notice["id"]}),
    )
    return visit.page(
        "moderation/notice.html",
        notice=notice,
        post=post,
        creator=creators[notice["creator_id"]],
        window=restore_clock(notice, datetime.now(UTC)),
        is_open=notice["status"] in _OPEN,
        log=log,
        people=await read_people(visit.core_api, (one["actor_id"] for one in log)),
        reason_words=WORDS,
    )


async def show_answer(visit: Visit) -> Response:
    """Read the creator's sealed answer after a recent password; core-api records who did."""
    visit.require_recent_password()
    answer = await visit.core_api.get(f"{_NOTICE}/counter-notice", visit.part("notice_id"))
    return visit.fragment("moderation/_answer.html", answer=answer)


async def uphold(visit: Visit) -> Response:
    """Decide against the creator for good."""
    require_typed(await visit.form(), "uphold")
    return await _decide(visit, "uphold", "The notice is upheld. The post stays hidden.")


async def withdraw(visit: Visit) -> Response:
    """Record that the claimant took the notice back."""
    return await _decide(
        visit, "withdraw", "The notice is withdrawn. The post is shown if nothing else hides it."
    )


async def restore(visit: Visit) -> Response:
    """Show the post again, within the window or late with a reason."""
    reason = plain_text((await visit.form()).optional("late_reason"))
    return await _decide(
        visit,
        "restore",
        "The post is restored if nothing else hides it.",
        {"late_reason": reason},
    )


async def _decide(visit: Visit, decision: str, said: str, body: object = None) -> Response:
    notice_id = visit.part("notice_id")
    await visit.core_api.post(f"{_NOTICE}/{{}}", notice_id, decision, body=body)
    return visit.done(said, f"/moderation/dmca/{notice_id}")
