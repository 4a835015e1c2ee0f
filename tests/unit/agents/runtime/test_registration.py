"""What an agent says about itself: everything, once per start, after the heartbeat."""

import msgspec
import pytest

from agents.contract.messages import Heartbeat
from agents.contract.registration import Registration
from agents.runtime.errors import UnreachableError
from agents.runtime.registration import Announcer, build_registration
from tests.support.agent import trial_module
from tests.support.platform_messages import HEARTBEAT

_BEAT = msgspec.convert(HEARTBEAT, Heartbeat)


class Ear:
    """A core-api that listens, and fails as the test says."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.is_deaf_for_registrations = False

    def send_heartbeat(self, heartbeat: Heartbeat) -> None:
        """Take a heartbeat."""
        self.heard.append(heartbeat.agent)

    def send_registration(self, registration: Registration) -> None:
        """Take a registration, or not."""
        if self.is_deaf_for_registrations:
            raise UnreachableError("PostgreSQL is away")
        self.heard.append(f"registration {registration.agent}")


def test_every_capability_is_described_with_its_schema() -> None:
    registration = build_registration("nova", "", trial_module())
    decoded = msgspec.json.decode(msgspec.json.encode(registration), type=Registration)
    assert decoded == registration
    assert [one.name for one in decoded.capabilities] == ["break", "double", "no_json", "refuse"]
    schema = decoded.capabilities[1].input_schema
    assert (schema["type"], schema["additionalProperties"]) == ("object", False)
    assert schema["properties"]["text"]["type"] == "string"


def test_each_start_has_an_id_of_its_own() -> None:
    first, second = (build_registration("nova", "", trial_module()) for _ in range(2))
    assert first.start_id != second.start_id


def test_registration_is_sent_until_it_is_taken_and_then_no_more() -> None:
    ear = Ear()
    announcer = Announcer(ear, build_registration("nova", "", trial_module()))
    ear.is_deaf_for_registrations = True
    for _ in range(2):
        with pytest.raises(UnreachableError):
            announcer.send(_BEAT)
    ear.is_deaf_for_registrations = False
    announcer.send(_BEAT)
    announcer.send(_BEAT)
    assert ear.heard == ["nova", "nova", "nova", "registration nova", "nova"]
