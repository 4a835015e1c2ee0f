"""Areas of the NovaOS console in this process, for the founder, with a core-api that is told."""

from pathlib import Path

import httpx
from starlette.routing import BaseRoute

import services.novaos_console
from services.console.app import create_app
from services.console.console import Console
from services.console.core_api import open_client
from tests.support.console_app import TestedConsole, make_session, write_folder

_FOLDER = Path(services.novaos_console.__file__).parent


class OperationsConsole(TestedConsole):
    """The routes of one area with the console's own templates and styles; the founder is in."""

    __test__ = False

    def __init__(self, folder: Path, routes: tuple[BaseRoute, ...]) -> None:
        super().__init__(write_folder(folder))
        console = Console(
            name="novaos-console",
            title="NovaOS",
            tagline="For tests.",
            platform="novaos",
            roles=frozenset({"godmode"}),
            folder=_FOLDER,
            routes=routes,
            navigation=lambda _: (),
            home=lambda _: "/",
        )
        client = open_client("http://core-api", "novaos-console", "key")
        client._transport = httpx.MockTransport(self.core_api.answer)
        self.app = create_app(console, self.settings, client)
        self.enter(make_session(role="godmode"))


def command_of(
    capability: str, outcome: str = "done", result: object = None, **more: object
) -> dict[str, object]:
    """Return a task as core-api shows it."""
    at = "2026-11-22T19:00:00.000Z"
    agent = more.pop("agent", "nova")
    target = {"agent": agent, "outcome": outcome, "at": at, "detail": "", "result": result}
    return {
        "id": "11111111-1111-4111-8111-111111111111",
        "agent": agent,
        "op": "task",
        "args": {"capability": capability, "input": {}},
        "issued_at": at,
        "issued_by": "",
        "deadline_at": at,
        "receivers": 1,
        "targets": [target],
        "outcome": outcome,
        **more,
    }
