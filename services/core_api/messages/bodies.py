"""Bodies of the routes of this area, and its pages."""

from datetime import datetime
from typing import Annotated, Generic, Literal, TypeVar
from uuid import UUID

from fastapi import Path, Query
from pydantic import Field, StringConstraints

from services.core_api.bodies import Body, Limit, Moment, Text, View
from services.relay_contract.limits import ROOMS_OF_TICKET_MAX, TEXT_CHARACTERS_MAX
from services.relay_contract.rooms import ROOM_PATTERN

_Item = TypeVar("_Item")
RoomName = Annotated[str, StringConstraints(pattern=ROOM_PATTERN)]
RoomInPath = Annotated[RoomName, Path()]
MessageText = Annotated[Text, StringConstraints(max_length=TEXT_CHARACTERS_MAX)]
Kind = Literal["message", "announcement"]
HomePlatform = Literal["novaos", "blackrose", "gypsycove"]
"""A user's own room exists once on each platform: which one is meant."""
PageLimit = Annotated[Limit, Query()]
AfterId = Annotated[UUID | None, Query()]
PAGE_DEFAULT = 50


class Listing(View, Generic[_Item]):
    """One page."""

    items: list[_Item]
    next: str | None
    """What to send as `after` for the next page; null on the last one."""


class NewMessage(Body):
    """A message to keep."""

    text: MessageText
    kind: Kind = "message"
    platform: HomePlatform | None = None


class MessageView(View):
    """A kept message."""

    id: UUID
    room: str
    sender_id: UUID | None
    """Null for agents, and for GodMode."""
    sender_name: str
    kind: Kind
    text: str
    sent_at: datetime


class SentMessage(MessageView):
    """A message that was kept now."""

    relayed: bool
    """Whether it was told to the relays; if not, it is in the history only."""


class Mark(Body):
    """How far somebody has read."""

    message_id: UUID


class RoomView(View):
    """A room of a person."""

    room: str
    unread: int
    """At most 1000 are counted."""
    last_message_at: datetime | None


class NewAnnouncement(Body):
    """A message for later."""

    room: RoomName
    text: MessageText
    send_at: Moment
    platform: HomePlatform | None = None


class AnnouncementView(View):
    """A message for later."""

    id: UUID
    platform: HomePlatform
    room: str
    text: str
    send_at: datetime
    status: Literal["scheduled", "sent", "cancelled"]
    message_id: UUID | None


class RunResult(View):
    """What was sent now."""

    items: list[AnnouncementView]
    relayed: int
    """How many of them were told to the relays."""


class Digest(View):
    """What one person has not read in one room."""

    user_id: UUID
    platform: HomePlatform
    room: str
    unread: int
    oldest_unread_at: datetime | None


class Delivery(Body):
    """To how many sockets a relay handed a message."""

    message_id: UUID
    sockets: Annotated[int, Field(ge=0, le=1_000_000)]


class DeliveryReport(Body):
    """What a relay handed out."""

    relay: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12}$")]
    items: Annotated[list[Delivery], Field(max_length=500)]


class Recorded(View):
    """How many messages the report was about."""

    recorded: int


class DeliveryView(View):
    """Where a message got to."""

    message_id: UUID
    room: str
    sent_at: datetime
    relays: int
    sockets: int
    read_by: int
    """How many others have read as far as this message."""


class TicketRequest(Body):
    """A ticket for the relay; rooms beyond one's own are named."""

    rooms: Annotated[list[RoomName], Field(max_length=ROOMS_OF_TICKET_MAX // 2)] = Field(
        default_factory=list
    )


class TicketView(View):
    """A ticket, good once."""

    ticket: str
    expires_in: int
    url: str
