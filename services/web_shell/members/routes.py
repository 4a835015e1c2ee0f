"""Routes of the pages for members; messages are for creators and moderators too."""

from starlette.routing import BaseRoute

from services.console.gate import action, page
from services.web_shell.members.feed import report_post, show_feed, show_post
from services.web_shell.members.messages import (
    show_messages,
    show_room,
    show_rooms,
    write_message,
)
from services.web_shell.members.reader import member_action, member_page
from services.web_shell.members.subscriptions import (
    redeem,
    show_creator,
    show_creators,
    show_subscriptions,
)

ROUTES: tuple[BaseRoute, ...] = (
    member_page("/feed", show_feed),
    member_page("/posts/{post_id}", show_post),
    member_action("/posts/{post_id}/report", report_post),
    member_page("/creators", show_creators),
    member_page("/creators/{creator_id}", show_creator),
    member_page("/subscriptions", show_subscriptions),
    member_action("/subscriptions/redeem", redeem),
    page("/messages", show_rooms),
    page("/messages/{room}", show_room),
    page("/messages/{room}/list", show_messages),
    action("/messages/{room}", write_message),
)
