"""Routes of pictures."""

from starlette.routing import BaseRoute

from services.console.gate import action, page
from services.web_shell.media.pictures import remove_picture, show_picture, upload_picture

_WORKERS = frozenset({"admin", "creator"})

ROUTES: tuple[BaseRoute, ...] = (
    page("/media/{post_id}", show_picture),
    action("/media/{post_id}", upload_picture, roles=_WORKERS),
    action("/media/{post_id}/remove", remove_picture, roles=_WORKERS),
)
