"""Rooms and messages in words."""

from services.gypsy_cove.messages import describe_messages, describe_room


def test_families_write_in_their_own_room_only() -> None:
    rooms = [describe_room(name) for name in ("family:f1", "platform:gypsycove", "user:u1")]
    assert [one["is_open"] for one in rooms] == [True, False, False]
    assert [one["title"] for one in rooms] == ["Family", "News", "For you"]


def test_own_messages_are_marked() -> None:
    shown = describe_messages([{"sender_id": "u1"}, {"sender_id": None}], "u1")
    assert [one["is_own"] for one in shown] == [True, False]
