"""What core-api and the relays write into the Redis of a zone: tickets, events and controls.

An event is a header and, after a line break, the frame for the clients, encoded once: a relay reads
the header and passes the frame on as it is.
"""

import msgspec

from services.relay_contract.frames import Message, OpenRoom


class TicketGrant(msgspec.Struct, frozen=True):
    """What a ticket is worth; kept under its hash until it is used once."""

    user: str
    """User id; empty for GodMode, whose presence is kept nowhere."""
    name: str
    session: str
    platform: str
    rooms: tuple[OpenRoom, ...]
    reader: str
    """What the relay shows core-api to read the history in this user's name; signed by core-api."""
    godmode: bool = False


class EventHeader(msgspec.Struct, frozen=True, omit_defaults=True):
    """To whom an event goes."""

    room: str
    message: str = ""
    """Id of a kept message: relays acknowledge it."""
    about: str = ""
    """The socket that entered or left: it is not told."""


class Control(msgspec.Struct, frozen=True):
    """Something that relays have to act upon at once."""

    kind: str
    """`session_ended` or `rights_changed`: the sockets of the session or of the user are closed."""
    session: str = ""
    user: str = ""


_encode = msgspec.json.encode
_HEADER = msgspec.json.Decoder(EventHeader)
_CONTROL = msgspec.json.Decoder(Control)


def render_event(header: EventHeader, frame: bytes) -> bytes:
    """Join header and frame."""
    return _encode(header) + b"\n" + frame


def parse_event(payload: bytes) -> tuple[EventHeader, bytes]:
    """Take an event apart.

    Raises `ValueError` if it is none.
    """
    header, line_break, frame = payload.partition(b"\n")
    if not line_break or not frame:
        raise ValueError("an event without a frame")
    return _HEADER.decode(header), frame


def render_message_event(room: str, message_id: str, message: object) -> bytes:
    """Render a kept message, given as the API shows it."""
    frame = _encode(Message(room, msgspec.Raw(_encode(message))))
    return render_event(EventHeader(room, message=message_id), frame)


def render_control(control: Control) -> bytes:
    """Render a control."""
    return _encode(control)


def parse_control(payload: bytes) -> Control:
    """Read a control.

    Raises `ValueError` if it is none.
    """
    return _CONTROL.decode(payload)
