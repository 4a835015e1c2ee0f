"""A console in this process, and a core-api that answers as a test says: no socket is opened."""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from starlette.responses import Response
from starlette.routing import BaseRoute

from services.console.app import create_app
from services.console.assets import VENDOR_FILES
from services.console.console import Console, NavigationItem
from services.console.core_api import open_client
from services.console.gate import Gate, action, page, public_page
from services.console.session import Session, seal_session
from services.console.settings import ConsoleSettings
from services.console.visit import Visit

if TYPE_CHECKING:
    from starlette.applications import Starlette

ORIGIN = "http://tested.localhost:3009"
KEY = "0123456789abcdef" * 4
OURS = {"Origin": ORIGIN, "HX-Request": "true", "Sec-Fetch-Site": "same-origin"}
"""Headers of a change that comes from a page of the console."""


async def _show_page(visit: Visit) -> Response:
    thing = await visit.core_api.get("/api/v1/thing")
    return visit.page("tested.html", thing=thing)


async def _show_fragment(visit: Visit) -> Response:
    return visit.fragment("_tested.html", thing=await visit.core_api.get("/api/v1/thing"))


async def _act(visit: Visit) -> Response:
    form = await visit.form()
    await visit.core_api.post("/api/v1/thing", body={"word": form.text("word")})
    return visit.done("It is done.", to="/page")


async def _show_public(visit: Visit) -> Response:
    return visit.page("tested.html", thing={"word": "for everybody"})


async def _act_recently(visit: Visit) -> Response:
    visit.require_recent_password()
    return visit.done("It is done.", to="/page")


ROUTES: tuple[BaseRoute, ...] = (
    page("/page", _show_page),
    page("/fragment", _show_fragment),
    page("/admins", _show_page, roles=frozenset({"admin"})),
    action("/act", _act),
    action("/act-recently", _act_recently),
    public_page("/public", _show_public),
)


def write_folder(folder: Path) -> Path:
    """Write the templates and files of a console, and return its folder."""
    for name in ("templates", "static"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "templates" / "_tested.html").write_text("<b>{{ thing.word }}</b>")
    (folder / "templates" / "tested.html").write_text(
        '{% extends "base.html" %}{% block title %}Tested{% endblock %}'
        '{% block main %}<h1>Tested</h1>{% include "_tested.html" %}{% endblock %}',
    )
    (folder / "static" / "theme.css").write_text(":root { --accent: #333; }")
    (folder / "static" / "icon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    for name in VENDOR_FILES:
        (folder / "vendor" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "vendor" / name).write_text("// htmx")
    return folder


def make_console(folder: Path, name: str = "tested") -> Console:
    """Return a console with one of each kind of route."""
    return Console(
        name=name,
        title="Tested",
        tagline="For tests.",
        platform="novaos",
        roles=frozenset({"godmode", "admin", "member"}),
        folder=folder,
        routes=ROUTES,
        navigation=lambda _: (NavigationItem("/page", "Page"),),
        home=lambda _: "/page",
    )


def make_settings(folder: Path, **more: Any) -> ConsoleSettings:  # noqa: ANN401 - settings
    """Return settings for tests."""
    values = {
        "core_api_url": "http://core-api",
        "console_origins": ORIGIN,
        "session_key": KEY,
        "machine_key": "key",
        "console_port": 3009,
        "vendor_directory": folder / "vendor",
    }
    return ConsoleSettings(**{**values, **more})


def make_session(**changes: Any) -> Session:  # noqa: ANN401 - a session's members
    """Return the session of somebody with fresh tokens."""
    now = time.time()
    values = {
        "access_token": "access-1",
        "access_expires_at": now + 600,
        "refresh_token": "refresh-1",
        "ends_at": now + 3600,
        "authenticated_at": now,
        "user_id": "11111111-1111-4111-8111-111111111111",
        "login": "ada",
        "name": "Ada",
        "role": "member",
        "family_id": None,
        "creator_id": None,
        "must_change_password": False,
    }
    return Session(**{**values, **changes})


@dataclass
class ToldCoreApi:
    """Answers as told, and remembers what was asked."""

    answers: dict[tuple[str, str], Callable[[httpx.Request], httpx.Response]] = field(
        default_factory=dict
    )
    asked: list[httpx.Request] = field(default_factory=list)

    def says(self, method: str, path: str, status: int = 200, body: object = None) -> None:
        """Answer a request like this from now on."""
        content = b"" if body is None else json.dumps(body).encode()
        self.answers[method, path] = lambda _: httpx.Response(status, content=content)

    def refuses(self, method: str, path: str, status: int, code: str, reason: str) -> None:
        """Refuse a request like this from now on."""
        self.says(method, path, status, {"error": code, "reason": reason})

    def fails(self, method: str, path: str) -> None:
        """Do not answer a request like this."""

        def fail(request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("no answer", request=request)

        self.answers[method, path] = fail

    def paths(self) -> list[str]:
        """Return what was asked, in order."""
        return [f"{one.method} {one.url.path}" for one in self.asked]

    async def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        await asyncio.sleep(0)
        self.asked.append(request)
        told = self.answers.get((request.method, request.url.path))
        missing = {"error": "not_found", "reason": "no such object"}
        return told(request) if told else httpx.Response(404, json=missing)


def grant(number: int = 1, *, must_change_password: bool = False) -> dict[str, Any]:
    """Return what core-api gives for a password or a refresh token."""
    return {
        "access_token": f"access-{number}",
        "token_type": "Bearer",
        "expires_in": 600,
        "refresh_token": f"refresh-{number}",
        "session_expires_at": (datetime.now(UTC) + timedelta(hours=1)).isoformat(),
        "must_change_password": must_change_password,
    }


def me(role: str = "member") -> dict[str, Any]:
    """Return what core-api says of the holder of a token."""
    session = make_session()
    return {
        "user_id": session.user_id,
        "name": session.name,
        "role": role,
        "family_id": None,
        "creator_id": None,
    }


class TestedConsole:
    """A console, its core-api, and a browser of a kind."""

    __test__ = False

    def __init__(self, folder: Path, **settings: Any) -> None:  # noqa: ANN401 - settings
        self.core_api = ToldCoreApi()
        self.core_api.says("GET", "/api/v1/thing", body={"word": "something"})
        self.core_api.says("POST", "/api/v1/thing", body={})
        self.settings = make_settings(folder, **settings)
        client = open_client("http://core-api", "tested", "key")
        client._transport = httpx.MockTransport(self.core_api.answer)
        self.app: Starlette = create_app(make_console(folder), self.settings, client)
        self.cookies: dict[str, str] = {}

    @property
    def gate(self) -> Gate:
        """The gate of the application."""
        gate: Gate = self.app.state.gate
        return gate

    def enter(self, session: Session | None = None) -> None:
        """Have a session."""
        self.cookies[self.gate.cookie] = seal_session(self.gate.seal, session or make_session())

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Ask for a page; an underscore in a header's name is a hyphen."""
        return self.ask("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def post(
        self, path: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] = OURS
    ) -> httpx.Response:
        """Send a form as the page's script does, or with other headers."""
        return self.ask("POST", path, headers=headers, data=dict(form or {}))

    def ask(self, method: str, path: str, **arguments: Any) -> httpx.Response:  # noqa: ANN401
        """Send one request."""
        return asyncio.run(self.asks((method, path, arguments)))[0]

    async def asks(self, *requests: tuple[str, str, dict[str, Any]]) -> list[httpx.Response]:
        """Send requests side by side, all with the cookies of now."""
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport, base_url=ORIGIN, cookies=self.cookies
        ) as client:
            answers = await asyncio.gather(
                *(client.request(method, path, **more) for method, path, more in requests)
            )
        for header in [one for each in answers for one in each.headers.get_list("set-cookie")]:
            ((name, sent),) = SimpleCookie(header).items()
            self.cookies |= {name: sent.value}
            if sent["max-age"] == "0":
                del self.cookies[name]
        return list(answers)
