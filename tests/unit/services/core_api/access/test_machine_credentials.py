"""Machines: whose key proves what, and which documents are refused."""

import hashlib
import json

import pytest

from services.core_api.access.machines import read_machine_credentials
from services.core_api.errors import SettingsError

_KEYS = {"agent-nova": "key of nova", "agent-lyra": "key of lyra", "echo-ws": "key of the relay"}
_HASHES = {name: hashlib.sha256(key.encode()).hexdigest() for name, key in _KEYS.items()}


@pytest.mark.parametrize("machine", [*_KEYS, "agent-glitch", "agent-atlas", ""])
@pytest.mark.parametrize("owner", [*_KEYS, None])
def test_a_key_proves_its_machine_only(machine: str, owner: str | None) -> None:
    credentials = read_machine_credentials(json.dumps(_HASHES))
    key = _KEYS[owner] if owner else "\ud800 no key at all"
    assert credentials.proves(machine, key) is (machine == owner)


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("", "no JSON"),
        ("[]", "by machine"),
        ('{"agent-nova": 1}', "by machine"),
        ('{"agent-nova": "abc"}', "by machine"),
        (json.dumps({"agent-atlas": _HASHES["echo-ws"]}), "no such machine: agent-atlas"),
        (json.dumps(dict.fromkeys(_HASHES, "0" * 64)), "two machines have one key"),
    ],
)
def test_a_bad_document_refuses_to_start(document: str, reason: str) -> None:
    with pytest.raises(SettingsError, match=reason):
        read_machine_credentials(document)


def test_no_machine_is_proved_by_an_empty_document() -> None:
    assert read_machine_credentials("{}").proves("agent-nova", "") is False
