"""The rooms that messages can go to, and where core-api has them.

The room `godmode` is none of them: what is said there is never stored.
"""

from typing import Annotated, Any, Literal

import msgspec

MESSAGES_PREFIX = "/api/v1/messages"
TEXT_CHARACTERS_MAX = 4000
PLATFORM_ROOMS = ("platform:blackrose", "platform:gypsycove", "platform:novaos")
_UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"

Room = Annotated[
    str,
    msgspec.Meta(
        pattern=rf"^(platform:(blackrose|gypsycove|novaos)|(family|creator|user):{_UUID})\Z",
        description="platform:<name>, family:<id>, creator:<id> or user:<id>",
    ),
]
Platform = Literal["novaos", "blackrose", "gypsycove"]
"""A person's own room exists once on each platform: which one is meant."""
MessageId = Annotated[str, msgspec.Meta(pattern=rf"^{_UUID}\Z")]
MessageText = Annotated[str, msgspec.Meta(min_length=1, max_length=TEXT_CHARACTERS_MAX)]


def room_messages_path(room: str) -> str:
    """Where the messages of a room are."""
    return f"{MESSAGES_PREFIX}/rooms/{room}/messages"


def message_body(text: str, kind: str, platform: Platform | None) -> dict[str, Any]:
    """Return what core-api takes as a message."""
    return {"text": text, "kind": kind, **({"platform": platform} if platform else {})}


def user_room(user_id: str) -> str:
    """Return the room of one person."""
    return f"user:{user_id}"
