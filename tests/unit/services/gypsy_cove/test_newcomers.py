"""Who wrote in a family's room and is in nobody's list."""

from typing import Any

from services.gypsy_cove.newcomers import find_newcomers


def test_newcomers_are_senders_in_nobody_s_list_each_once() -> None:
    messages: list[dict[str, Any]] = [
        {"sender_id": "u1", "sender_name": "Ada"},
        {"sender_id": "u2", "sender_name": "Lea"},
        {"sender_id": "u2", "sender_name": "Lea"},
        {"sender_id": None, "sender_name": "riven"},
    ]
    assert find_newcomers(messages, {"u1"}) == [{"user_id": "u2", "name": "Lea"}]
