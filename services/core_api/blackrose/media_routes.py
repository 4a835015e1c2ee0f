"""The picture of a post: put there while the post is a draft, read by whoever may read the post.

1. The sender's right to change this very post is proved before the file is read, 2. and again when
it is kept: the post may have been submitted meanwhile. 3. A new picture is new content: no approval
survives it.
"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.core_api.access.enforcement import AccessDependency
from services.core_api.access.principal import Access
from services.core_api.blackrose import media_picture
from services.core_api.blackrose.media_bodies import AltText, PictureView
from services.core_api.blackrose.media_tables import ImageRecord
from services.core_api.blackrose.media_uploads import MEDIA_TYPE, Uploads
from services.core_api.blackrose.post_routes import finish_draft
from services.core_api.blackrose.post_state import Action, Status, require_next
from services.core_api.blackrose.post_tables import PostRecord
from services.core_api.blackrose.reading import hold_post, require_post
from services.core_api.errors import NotFoundError
from services.core_api.ports import PortsDependency

router = APIRouter()
_PATH = "/api/v1/blackrose/posts/{post_id}/image"
_uploads = Uploads()
_BINARY = {"type": "string", "format": "binary"}
_SENT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "A JPEG, PNG or WebP picture of at most 10 MB that does not move. What it is"
        " is found out from its bytes; bytes that are none of these are refused with 422.",
        "content": {MEDIA_TYPE: {"schema": _BINARY}},
    }
}
_ANSWERED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The picture",
        "content": {media_picture.MEDIA_TYPE: {"schema": _BINARY}},
    },
    304: {"description": "It is the one named in If-None-Match"},
}


@router.post(_PATH, status_code=201, openapi_extra=_SENT)
async def put_image(
    post_id: UUID,
    alt_text: Annotated[AltText, Query()],
    request: Request,
    ports: PortsDependency,
    access: AccessDependency,
) -> PictureView:
    """Give a draft its picture, in place of the one it has."""
    async with ports.database.transaction(access) as session:
        await _hold_draft(session, access, post_id)  # (1)
    picture = await _uploads.receive(request)
    now = ports.now()
    async with ports.database.transaction(access) as session:
        post = await _hold_draft(session, access, post_id)  # (2)
        image = post.image or ImageRecord(creator_id=post.creator_id)
        image.media_type = media_picture.MEDIA_TYPE
        image.content, image.width, image.height = picture.content, picture.width, picture.height
        image.sha256, image.source_sha256 = picture.sha256, picture.source_sha256
        image.alt_text, image.uploaded_at = alt_text, now
        post.image = image
        await finish_draft(session, access, post, now)  # (3)
        return PictureView.model_validate(image)


@router.delete(_PATH, status_code=204)
async def remove_image(post_id: UUID, ports: PortsDependency, access: AccessDependency) -> Response:
    """Take the picture of a draft away."""
    async with ports.database.transaction(access) as session:
        post = await _hold_draft(session, access, post_id)
        if post.image is None:
            raise NotFoundError("the post has no picture")
        post.image = None
        await finish_draft(session, access, post, ports.now())
    return Response(status_code=204)


@router.get(_PATH, response_class=Response, responses=_ANSWERED)
async def read_image(
    post_id: UUID,
    ports: PortsDependency,
    access: AccessDependency,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """Send the picture of a post that the sender may see."""
    async with ports.database.transaction(access) as session:
        post = await require_post(session, access, post_id, ports.now())
        if post.image is None:
            raise NotFoundError("the post has no picture")
        headers = _headers(post.image)
        if headers["ETag"] in (if_none_match or ""):
            return Response(status_code=304, headers=headers)
        query = select(ImageRecord.content).where(ImageRecord.post_id == post.id)
        content = (await session.scalars(query)).one()
    return Response(content, headers=headers, media_type=media_picture.MEDIA_TYPE)


def _headers(image: ImageRecord) -> dict[str, str]:
    return {
        "ETag": f'"{image.sha256}"',
        "Cache-Control": "private, no-cache",  # Asked each time: what may be seen can change.
        "Content-Disposition": 'inline; filename="picture.webp"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }


async def _hold_draft(session: AsyncSession, access: Access, post_id: UUID) -> PostRecord:
    """Return a post that may be edited, locked until the transaction ends.

    Raises `NotFoundError` if there is none, `StateConflictError` if it may not be edited.
    """
    post = await hold_post(session, access, post_id)
    require_next(Status(post.status), Action.EDIT)
    return post
