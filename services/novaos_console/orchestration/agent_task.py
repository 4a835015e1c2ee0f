"""A task for an agent: send it, and look at it until it is over.

The founder's commands are kept by core-api in memory only and name nobody; some minutes after
their deadline they are gone, and this is said instead of an empty result.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from services.console.core_api import CoreApi
from services.console.errors import (
    BadFormError,
    CoreApiRefusedError,
    NotThereError,
    ReauthenticationNeededError,
)
from services.console.visit import Visit
from services.novaos_console.orchestration.command_words import FINAL

COMMAND_PATH = "/api/v1/agent/command"
COMMANDS_PATH = "/api/v1/agent/commands"
DEADLINE_SECONDS = 60
RECENT_MAX = 100
_REAUTHENTICATE = "reauthentication_required"


@dataclass(frozen=True, slots=True)
class Task:
    """What an agent is asked to do."""

    agent: str
    capability: str
    input: Mapping[str, Any]

    def as_body(self) -> dict[str, Any]:
        """Return the request; what has no value is left out, so that the agent's default counts."""
        given = {name: value for name, value in self.input.items() if value is not None}
        return {
            "agent": self.agent,
            "op": "task",
            "args": {"capability": self.capability, "input": given},
            "deadline_seconds": DEADLINE_SECONDS,
        }


async def send_task(visit: Visit, task: Task) -> str:
    """Send the task and return the id of its command."""
    return await post_command(visit.core_api, task.as_body())


async def post_command(core_api: CoreApi, body: Mapping[str, Any]) -> str:
    """Send a command and return its id.

    Raises `ReauthenticationNeededError` if core-api wants the password again.
    """
    try:
        sent = await core_api.post(COMMAND_PATH, body=body)
    except CoreApiRefusedError as error:
        if error.status is HTTPStatus.FORBIDDEN and error.code == _REAUTHENTICATE:
            raise ReauthenticationNeededError("Give your password again to do this.") from error
        raise
    return str(sent["id"])


def asks_for_restart(value: object) -> bool:
    """Tell whether a restart is in a JSON value, at any depth."""
    if isinstance(value, Mapping):
        return value.get("op") == "cycle" or any(asks_for_restart(one) for one in value.values())
    return isinstance(value, list) and any(asks_for_restart(one) for one in value)


def require_no_restart(value: object) -> None:
    """Let pass what is kept to be sent later.

    Raises `BadFormError`: core-api would ask for the password first, and nova would refuse then.
    """
    if asks_for_restart(value):
        raise BadFormError(
            "Playbooks and schedules restart no agent, as nobody gives a password when they run."
            " Restart it on its own page."
        )


async def read_command(visit: Visit, command_id: str) -> dict[str, Any]:
    """Read a command.

    Raises `NotThereError` if core-api does not have it, or not any more.
    """
    try:
        found: dict[str, Any] = await visit.core_api.get(COMMANDS_PATH + "/{}", command_id)
    except CoreApiRefusedError as error:
        if error.status not in {HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY}:
            raise
        raise NotThereError(
            "There is no such command, or core-api has forgotten it: what you send in GodMode is"
            " kept in its memory for some minutes only. Send it again.",
        ) from error
    return found


async def read_recent_tasks(visit: Visit, agent: str) -> list[dict[str, Any]]:
    """Read the newest tasks of one agent, newest first."""
    page = await visit.core_api.get(COMMANDS_PATH, query={"agent": agent, "limit": RECENT_MAX})
    return [one for one in page["items"] if one["op"] == "task"]


def capability_of(command: Mapping[str, Any]) -> str:
    """Return the capability that a task asks for; empty for another operation."""
    return str(command["args"].get("capability", "")) if command["op"] == "task" else ""


def is_unchanged(visit: Visit, command: Mapping[str, Any]) -> bool:
    """Say whether who waits for a command has seen it like this."""
    return command["outcome"] not in FINAL and visit.query("seen") == command["outcome"]


def nothing_new() -> Response:
    """Answer who waits that there is nothing new; nothing on the page is replaced."""
    return Response(status_code=204)
