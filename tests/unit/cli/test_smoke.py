"""The smoke check is satisfied by the agent's own words only."""

import pytest

from cli.smoke import is_acknowledged, is_online

ID = "0b9e2f0c-8f0e-4a53-9d2c-0d5ad8b6a111"


@pytest.mark.parametrize(
    ("answer", "online"),
    [
        ({"agents": [{"agent": "nova", "last_seen": 1.0}]}, True),
        ({"agents": [{"agent": "nova", "online": True}]}, True),
        ({"agents": [{"agent": "nova", "online": False}]}, False),
        ({"agents": [{"agent": "lyra", "online": True}]}, False),
        ({"agents": []}, False),
        (None, False),
        ("nova", False),
    ],
)
def test_online(answer: object, *, online: bool) -> None:
    assert is_online(answer) is online


@pytest.mark.parametrize(
    ("entry", "acknowledged"),
    [
        ({"agent": "nova", "command_id": ID, "event": "ping"}, True),
        ({"agent": "nova", "command_id": "another", "event": "ping"}, False),
        ({"agent": "lyra", "command_id": ID, "event": "ping"}, False),
        ({"agent": "nova", "message": ID}, False),
    ],
)
def test_acknowledgement(entry: dict[str, str], *, acknowledged: bool) -> None:
    assert is_acknowledged({"entries": [entry]}, ID) is acknowledged
