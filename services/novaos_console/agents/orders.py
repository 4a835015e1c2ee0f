"""Commands as the founder's pages send and show them.

core-api keeps what GodMode commands in its memory only and names nobody; such a command can be
looked at for ten minutes after its deadline.
"""

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Any

from services.console.core_api import CoreApi
from services.console.views import as_moment
from services.novaos_console.orchestration.agent_task import COMMANDS_PATH, post_command

_FINAL = frozenset({"done", "failed", "timed_out"})
_TONES = {"done": "ok", "failed": "bad", "timed_out": "bad", "acknowledged": "info"}
_ASK_EVERY_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Order:
    """A command with its outcome."""

    told: dict[str, Any]
    """As core-api tells it."""

    @property
    def is_final(self) -> bool:
        """Whether nothing more will become of it."""
        return self.told["outcome"] in _FINAL

    @property
    def tone(self) -> str:
        """Colour and sign of the outcome."""
        return tone_of(self.told["outcome"])

    @property
    def what(self) -> str:
        """What was commanded, in a word or two."""
        capability = self.told["args"].get("capability")
        return f"{self.told['op']} {capability}" if capability else str(self.told["op"])

    @property
    def who(self) -> str:
        """Who sent it, as far as that is kept."""
        return str(self.told["issued_by"]) or "GodMode"

    @property
    def seconds(self) -> float | None:
        """From the command to the last report of its targets, by core-api's clock."""
        if not self.is_final:
            return None
        ends = [as_moment(target["at"]) for target in self.told["targets"]]
        return (max(ends) - as_moment(self.told["issued_at"])).total_seconds()

    @property
    def args_text(self) -> str:
        """Its arguments as JSON."""
        return render_json(self.told["args"])


def tone_of(outcome: str) -> str:
    """Colour and sign of an outcome."""
    return _TONES.get(outcome, "mute")


def render_json(value: object) -> str:
    """Write JSON for people."""
    return json.dumps(value, indent=2, ensure_ascii=False)


async def send(core_api: CoreApi, agent: str, op: str, args: object, seconds: int) -> str:
    """Send a command and return its id.

    Raises `ReauthenticationNeededError` if core-api wants the password again.
    """
    body = {"agent": agent, "op": op, "args": args, "deadline_seconds": seconds}
    return await post_command(core_api, body)


async def read(core_api: CoreApi, command_id: str) -> Order:
    """Ask how a command stands."""
    return Order(await core_api.get(f"{COMMANDS_PATH}/{{}}", command_id))


async def follow(core_api: CoreApi, command_id: str, seconds: float) -> Order:
    """Ask how a command stands until it is final or the time is over."""
    until = time.monotonic() + seconds
    order = await read(core_api, command_id)
    while not order.is_final and time.monotonic() < until:
        await asyncio.sleep(_ASK_EVERY_SECONDS)
        order = await read(core_api, command_id)
    return order


async def read_trail(core_api: CoreApi, agent: str | None, limit: int) -> list[Order]:
    """Ask for the newest commands."""
    query = {"agent": agent, "limit": limit}
    return [Order(told) for told in (await core_api.get(COMMANDS_PATH, query=query))["items"]]
