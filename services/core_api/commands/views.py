"""Write a command, and the queue of an agent, as JSON."""

from typing import Any

import msgspec

from agents.contract.messages import CommandQueue
from services.core_api.commands.ledger import CommandEntry
from services.core_api.presence import render_time


def render_command(entry: CommandEntry) -> dict[str, Any]:
    """Describe a command with all its targets."""
    command = entry.command
    return {
        "id": command.id,
        "agent": command.agent,
        "op": command.op,
        "args": command.args,
        "issued_at": render_time(entry.issued_at),
        "issued_by": command.issued_by,
        "deadline_at": render_time(entry.deadline_at),
        "receivers": entry.receivers,
        "targets": [
            {
                "agent": target.agent,
                "outcome": target.outcome.value,
                "at": render_time(target.at),
                "detail": target.detail,
                "result": target.result,
            }
            for target in entry.targets
        ],
        "outcome": entry.outcome.value,
    }


def render_queue(queue: CommandQueue | None) -> dict[str, int] | None:
    """Describe how much an agent has to do, if it is known."""
    rendered: dict[str, int] | None = msgspec.to_builtins(queue)
    return rendered
