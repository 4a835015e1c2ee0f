"""Frames, rooms, events and names that core-api and the relay share."""

import msgspec
import pytest

from services.echo_ws.conversation import decode_frame
from services.echo_ws.errors import DismissedError
from services.relay_contract import frames
from services.relay_contract.events import (
    Control,
    EventHeader,
    parse_control,
    parse_event,
    render_control,
    render_event,
    render_message_event,
)
from services.relay_contract.names import platform_of_ticket, ticket_key
from services.relay_contract.rooms import parse_room

_ID = "00000000-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"type":"say","room":"r"}',
        '{"type":"say","room":"","text":"x"}',
        '{"type":"say","room":"r","text":""}',
        '{"type":"say","room":"r","text":"\\u0007"}',
        '{"type":"say","room":"r","text":"\\ud800"}',
        '{"type":"say","room":"r","text":"x","more":1}',
        '{"type":"history","room":"r","limit":101}',
        '{"type":"history","room":"r","limit":0}',
        '{"type":"welcome"}',
        '{"type":"auth"}',
        '{"type":"say","room":"r","text":"' + "x" * 4001 + '"}',
        "[" * 100_000,
    ],
)
def test_what_is_no_frame_ends_the_socket(text: str) -> None:
    with pytest.raises(DismissedError) as ended:
        decode_frame(text)
    assert ended.value.code == frames.CLOSE_MALFORMED


@pytest.mark.parametrize("text", ["hello", "two\nlines\tand a tab\n", "ü €", "x" * 4000])
def test_text_of_people_is_a_frame(text: str) -> None:
    encoded = msgspec.json.encode({"type": "say", "room": "r", "text": text})
    assert decode_frame(encoded) == frames.Say("r", text)


@pytest.mark.parametrize(
    ("name", "home"),
    [
        ("platform:novaos", "novaos"),
        ("platform:gypsycove", "gypsycove"),
        (f"family:{_ID}", "gypsycove"),
        (f"creator:{_ID}", "blackrose"),
        (f"user:{_ID}", ""),
    ],
)
def test_room_knows_its_platform(name: str, home: str) -> None:
    room = parse_room(name)
    assert (room.name, room.home) == (name, home)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "godmode",
        "platform:internal",
        "family:",
        "family:x",
        f"family:{_ID}x",
        f"family:{_ID}\n",
        f"FAMILY:{_ID}",
        "family:00000000-0000-4000-8000-00000000000A",
    ],
)
def test_other_names_are_no_rooms(name: str) -> None:
    with pytest.raises(ValueError, match="is no room"):
        parse_room(name)


def test_event_carries_its_frame_unchanged() -> None:
    header = EventHeader("r", about="s")
    assert parse_event(render_event(header, b'{"a":"\\n"}')) == (header, b'{"a":"\\n"}')


def test_message_event_names_room_and_id() -> None:
    header, frame = parse_event(render_message_event("r", _ID, {"text": "x"}))
    assert header == EventHeader("r", message=_ID)
    assert msgspec.json.decode(frame) == {"type": "message", "room": "r", "message": {"text": "x"}}


@pytest.mark.parametrize("payload", [b"", b"{}", b"\n", b'{"room":"r"}\n', b"x\ny", b'{"a":1}\nx'])
def test_what_is_no_event_is_refused(payload: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_event(payload)


def test_control_of_identity_is_understood() -> None:
    assert parse_control(b'{"kind":"session_ended","session":"s"}') == Control("session_ended", "s")
    control = Control("rights_changed", user="u")
    assert parse_control(render_control(control)) == control


@pytest.mark.parametrize(
    ("ticket", "platform"),
    [("novaos.abc", "novaos"), ("gypsycove.a.b", "gypsycove"), ("novaos.", ""), ("x.abc", "")],
)
def test_ticket_begins_with_its_platform(ticket: str, platform: str) -> None:
    assert platform_of_ticket(ticket) == platform


def test_key_of_a_ticket_does_not_hold_it() -> None:
    key = ticket_key("novaos.ghijkl")
    assert key.startswith("echo:ticket:")
    assert "ghijkl" not in key
    assert key != ticket_key("novaos.ghijkm")
