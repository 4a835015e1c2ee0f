"""Copyright notices against own posts, and the counter-notice of 17 U.S.C. 512(g)(3)."""

import asyncio
from typing import Any

from starlette.responses import Response

from services.console.errors import BadFormError
from services.console.forms import Form
from services.console.visit import Visit
from services.web_shell.creators.studio import BASE
from services.web_shell.form_values import plain_text
from services.web_shell.whole_list import read_whole

_NOTICES = f"{BASE}/dmca/notices"
_NOTICE = f"{_NOTICES}/{{}}"


async def show_notices(visit: Visit) -> Response:
    """List the notices, newest first; being shown them is on record as notification."""
    notices, posts = await asyncio.gather(
        read_whole(visit.core_api, _NOTICES), read_whole(visit.core_api, f"{BASE}/posts")
    )
    titles = {post["id"]: post["title"] for post in posts.items}
    return visit.page("creators/notices.html", notices=notices.items[::-1], titles=titles)


async def show_notice(visit: Visit) -> Response:
    """Show one notice, and the form of the answer while one can be given."""
    notice = await visit.core_api.get(_NOTICE, visit.part("notice_id"))
    post = await visit.core_api.get(f"{BASE}/posts/{{}}", notice["post_id"])
    return visit.page("creators/notice.html", notice=notice, post=post)


async def answer_notice(visit: Visit) -> Response:
    """Send a counter-notice."""
    body = read_answer(await visit.form())
    notice = await visit.core_api.post(
        f"{_NOTICE}/counter-notice", visit.part("notice_id"), body=body
    )
    said = "Your counter-notice is received. The post stays hidden until the window opens."
    return visit.done(said, f"/studio/notices/{notice['id']}")


async def show_answer(visit: Visit) -> Response:
    """Read the own counter-notice after a recent password; core-api records it."""
    visit.require_recent_password()
    answer = await visit.core_api.get(f"{_NOTICE}/counter-notice", visit.part("notice_id"))
    return visit.fragment("creators/_answer.html", answer=answer)


def read_answer(form: Form) -> dict[str, Any]:
    """Return the body of a counter-notice.

    Raises `BadFormError` unless both declarations are made.
    """
    if not (form.ticked("mistake_under_penalty") and form.ticked("consent_to_jurisdiction")):
        raise BadFormError("The law asks for both declarations; without them it is no answer.")
    texts = {name: form.text(name) for name in ("name", "telephone", "signature")}
    longer = {name: plain_text(form.text(name)) for name in ("address", "statement")}
    declared = {"mistake_under_penalty": True, "consent_to_jurisdiction": True}
    return {**texts, **longer, **declared}
