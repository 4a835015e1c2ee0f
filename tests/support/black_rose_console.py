"""The Black Rose console in this process, with a core-api that answers as a test says."""

from pathlib import Path

import httpx

from services.console.app import create_app
from services.console.session import seal_session
from services.web_shell.console import CONSOLE
from tests.support.console_app import TestedConsole, make_session, write_folder


class BlackRoseConsole(TestedConsole):
    """The console itself in place of one that is made for tests."""

    def __init__(self, folder: Path) -> None:
        super().__init__(write_folder(folder))
        transport = httpx.MockTransport(self.core_api.answer)
        client = httpx.AsyncClient(transport=transport, base_url="http://core-api")
        self.app = create_app(CONSOLE, self.settings, client)

    def enter_as(self, role: str, creator_id: str | None = None) -> None:
        """Have the session of somebody with a role, and nothing asked yet."""
        session = make_session(role=role, creator_id=creator_id)
        self.cookies = {self.gate.cookie: seal_session(self.gate.seal, session)}
        self.core_api.asked.clear()
