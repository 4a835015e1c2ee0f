"""The machines that have a key of their own, and the proof that one is who it says.

Only SHA-256 hashes of the machines' keys are here; the keys are random, so a plain hash is enough.
The comparison takes the same time for every wrong key, also for a machine that is not there.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping

from agents.contract.names import AGENT_NAMES
from services.core_api.errors import SettingsError

RELAY_MACHINE = "echo-ws"
CONSOLE_MACHINES = frozenset({"gypsy-cove", "novaos-console", "web-shell"})
"""They have no token of their own: a key proves for whom they ask, and nothing else."""
AGENT_OF_MACHINE = {f"agent-{name}": name for name in AGENT_NAMES}
_HASH = re.compile(r"[0-9a-f]{64}")
_NOBODY = "0" * 64
"""No key is known that has this hash."""


class MachineCredentials:
    """Hashes of keys by the machine's name."""

    def __init__(self, hashes: Mapping[str, str]) -> None:
        self._hashes = dict(hashes)

    def proves(self, machine: str, key: str) -> bool:
        """Say whether `key` is the key of `machine`."""
        expected = self._hashes.get(machine, _NOBODY)
        given = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        return hmac.compare_digest(given, expected)


def read_machine_credentials(document: str) -> MachineCredentials:
    """Read the stored document.

    Raises `SettingsError` if it is not an object of hashes by machines that exist.
    """
    try:
        hashes = json.loads(document)
    except ValueError as error:
        raise SettingsError("machine_credentials is no JSON; render it anew") from error
    if not isinstance(hashes, dict) or not all(map(_is_hash, hashes.values())):
        raise SettingsError("machine_credentials: expected SHA-256 in hexadecimal by machine")
    unknown = hashes.keys() - {RELAY_MACHINE, *AGENT_OF_MACHINE, *CONSOLE_MACHINES}
    if unknown:
        raise SettingsError(f"machine_credentials: no such machine: {min(unknown)}")
    if len(set(hashes.values())) != len(hashes):
        raise SettingsError("machine_credentials: two machines have one key; generate new ones")
    return MachineCredentials(hashes)


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None
