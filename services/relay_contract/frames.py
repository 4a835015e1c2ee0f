"""The frames between a browser and echo-ws: JSON objects in text messages, told apart by `type`.

1. The client connects to `/ws` with an allowed Origin and sends `auth` first, within 5 s, with the
ticket of `POST /api/v1/ws-ticket`; the answer is `welcome`, or close 4401. 2. `join` enters a room
that the ticket names and answers `joined`; `leave` leaves it. 3. `say` reaches those who are in the
room now, the sender included, and is kept nowhere: what must be kept is posted to core-api and
comes as `message`. 4. `history` answers a page of kept messages, newest first. 5. `ref` is the
client's own mark and comes back in the answer to its frame.

Close codes: 1001 the relay stops, 1008 binary or too many refused frames, 1009 frame over 64 KiB,
1013 too slow or the zone is away, 4400 no frame of this contract, 4401 not proved or the session
ended, 4408 the ticket's time is over (get a new one), 4429 too many sockets or frames.
"""

from typing import Annotated, Literal

import msgspec

from services.relay_contract.limits import HISTORY_MAX, TEXT_CHARACTERS_MAX

CLOSE_MALFORMED = 4400
CLOSE_UNAUTHENTICATED = 4401
CLOSE_TICKET_OVER = 4408
CLOSE_TOO_MANY = 4429
CLOSE_TRY_AGAIN = 1013

# A tab and line breaks are text; other control characters only deceive who reads.
Speech = Annotated[
    str,
    msgspec.Meta(
        min_length=1,
        max_length=TEXT_CHARACTERS_MAX,
        pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*\Z",
    ),
]
RoomName = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
Ref = Annotated[str, msgspec.Meta(max_length=64)]
Ticket = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class _Asked(msgspec.Struct, forbid_unknown_fields=True, tag_field="type", tag=str.lower):
    """Base of what a client sends."""


class _Told(msgspec.Struct, tag_field="type", tag=str.lower):
    """Base of what a client receives."""


class Auth(_Asked):
    """Prove the user, once, first."""

    ticket: Ticket


class Join(_Asked):
    """Enter a room."""

    room: RoomName
    ref: Ref = ""


class Leave(_Asked):
    """Leave a room."""

    room: RoomName
    ref: Ref = ""


class Say(_Asked):
    """Reach everybody who is in the room now."""

    room: RoomName
    text: Speech
    ref: Ref = ""


class History(_Asked):
    """Ask for a page of the kept messages."""

    room: RoomName
    after: Annotated[str, msgspec.Meta(max_length=64)] = ""
    """`next` of the page before."""
    limit: Annotated[int, msgspec.Meta(ge=1, le=HISTORY_MAX)] = 50
    ref: Ref = ""


class Ping(_Asked):
    """Find out whether the relay answers."""

    ref: Ref = ""


Asked = Auth | Join | Leave | Say | History | Ping


class Person(msgspec.Struct, frozen=True):
    """Who is shown to others."""

    id: str
    name: str


class OpenRoom(msgspec.Struct, frozen=True):
    """A room that the ticket opens."""

    room: str
    write: bool
    names: bool
    """Whether its members are shown to each other by name, or only counted."""


class Welcome(_Told):
    """The user is proved."""

    user: Person
    platform: str
    rooms: tuple[OpenRoom, ...]


class Joined(_Told):
    """The client is in the room; `members` is empty where names are not shown."""

    room: str
    members: tuple[Person, ...]
    count: int
    ref: str = ""


class Left(_Told):
    """The client is no longer in the room."""

    room: str
    ref: str = ""


class Said(_Told):
    """Somebody said something; it is kept nowhere."""

    room: str
    sender: Person
    text: str
    at: str


class Message(_Told):
    """A kept message was posted; `message` is as core-api's API shows it."""

    room: str
    message: msgspec.Raw


class Presence(_Told):
    """Somebody entered or left a room."""

    room: str
    event: Literal["joined", "left"]
    person: Person


class HistoryPage(_Told, tag="history"):
    """A page of kept messages, newest first."""

    room: str
    items: msgspec.Raw
    next: str | None
    ref: str = ""


class Pong(_Told):
    """The relay answers."""

    ref: str = ""


class Godmode(_Told):
    """An action of GodMode, as it happened."""

    action: dict[str, str]


class Unavailable(_Told):
    """The zone's Redis is away: nothing is relayed until `available`."""


class Available(_Told):
    """The zone is back; ask for the history of what was missed."""


class Error(_Told):
    """A frame was not done; `code` is for programs, `reason` for people."""

    code: str
    reason: str
    ref: str = ""
