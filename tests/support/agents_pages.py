"""The founder at the pages of agents: one login per module, and core-api by the shared token."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import httpx
from playwright.sync_api import Browser, Locator, Page

from agents.contract.names import AGENT_TOKEN_HEADER
from infra.addresses import session_key
from infra.secret_store import read_secret
from services.console.session import Seal, open_session, seal_session
from tests.support.browser import Watched, logged_in
from tests.support.consoles import the_founder
from tests.support.infra import topology_of

PAGE = "/godmode/agents"
_CONSOLE = "novaos-console"
SCRIPT = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
"""Does something if a page takes it for markup."""


@contextmanager
def founder_at_agents(browser: Browser, environment: str) -> Iterator[Watched]:
    """Open the page of agents as the founder; afterwards nothing may have gone wrong on it."""
    with logged_in(browser, environment, the_founder(environment), PAGE) as watched:
        yield watched


def age_password(page: Page, environment: str, seconds: float) -> None:
    """Make the founder's cookie say that the password was given so much earlier."""
    key = bytes.fromhex(read_secret(environment, session_key(_CONSOLE)))
    seal = Seal(key, _CONSOLE, "session")
    (cookie,) = (one for one in page.context.cookies() if one["name"].endswith("-session"))
    session = open_session(seal, cookie["value"], time.time())
    assert session is not None, "the console seals its cookies with another key"
    older = replace(session, authenticated_at=session.authenticated_at - seconds)
    page.context.add_cookies([{**cookie, "value": seal_session(seal, older)}])  # type: ignore[typeddict-item]  # as Playwright gave it


def row_of(page: Page, agent: str) -> Locator:
    """Return the row of one agent."""
    return page.locator(f"#agent-{agent}")


def operator_client(environment: str) -> httpx.Client:
    """Return a client of core-api whose commands leave a trace, unlike the founder's."""
    headers = {AGENT_TOKEN_HEADER: read_secret(environment, "agent_shared_token")}
    return httpx.Client(
        base_url=topology_of(environment).urls["core-api"], headers=headers, timeout=15
    )


def send_command(environment: str, agent: str, op: str, args: Mapping[str, object]) -> str:
    """Send a command as the operator and return its id."""
    with operator_client(environment) as client:
        body = {"agent": agent, "op": op, "args": args}
        answer = client.post("/api/v1/agent/command", json=body)
        answer.raise_for_status()
        return str(answer.json()["id"])


def fail_with_markup(environment: str) -> str:
    """Have nova fail on a task whose input is markup; its log and the command tell of it."""
    task = {"capability": "preview_schedule", "input": {"cron": SCRIPT}}
    return send_command(environment, "nova", "task", task)
