"""Pictures of posts: uploaded, taken away, and sent as pictures and nothing else.

core-api decides what a picture is and writes it anew; here the file is passed on as bytes. What is
sent to a browser says of itself that it can run nothing, wherever it is opened.
"""

import hashlib

from starlette.responses import Response

from services.console.body_limit import UPLOAD_BYTES_MAX
from services.console.errors import BadFormError, CoreApiUnreachableError
from services.console.gate import wanted_path
from services.console.visit import Visit

_PICTURE = "/api/v1/blackrose/posts/{}/image"
_TYPES = {"image/webp": "webp", "image/jpeg": "jpg", "image/png": "png"}


async def show_picture(visit: Visit) -> Response:
    """Send the picture of a post to somebody who may see the post."""
    found = await visit.core_api.read_bytes(_PICTURE, visit.part("post_id"))
    media_type = found.headers.get("content-type", "")
    if media_type not in _TYPES:
        raise CoreApiUnreachableError("core-api answered with something else than a picture")
    tag = f'"{hashlib.sha256(found.content).hexdigest()[:32]}"'
    headers = picture_headers(tag, f"picture-{visit.part('post_id')[:8]}.{_TYPES[media_type]}")
    if visit.request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(found.content, headers=headers, media_type=media_type)


async def upload_picture(visit: Visit) -> Response:
    """Give a draft its picture."""
    form = await visit.form(upload_bytes_max=UPLOAD_BYTES_MAX)
    alt_text = " ".join(form.text("picture_alt").split())
    chosen = await form.upload("picture")
    if chosen is None or not chosen.content:
        raise BadFormError("picture: choose a file")
    await visit.core_api.send_bytes(
        f"{_PICTURE}?alt_text={{}}",
        visit.part("post_id"),
        alt_text,
        content=chosen.content,
        media_type="application/octet-stream",
    )
    return visit.done("The picture is in place.", wanted_path(visit))


async def remove_picture(visit: Visit) -> Response:
    """Take the picture of a draft away."""
    await visit.core_api.delete(_PICTURE, visit.part("post_id"))
    return visit.done("The picture is removed.", wanted_path(visit))


def picture_headers(tag: str, name: str) -> dict[str, str]:
    """Return the headers of a picture that people uploaded."""
    return {
        "ETag": tag,
        # Kept, and asked about each time: what may be seen can change.
        "Cache-Control": "private, no-cache",
        "Content-Disposition": f'inline; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
