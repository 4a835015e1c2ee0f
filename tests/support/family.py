"""A family of GypsyCove on a running environment: people who log in, and are in its list."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from playwright.sync_api import Browser

from tests.support.browser import Watched, logged_in
from tests.support.consoles import Person, api_client, invite
from tests.support.founder import founder_client

CONSOLE = "gypsy-cove"
BASE = "/api/v1/gypsycove"
CONSENT = {"text_version": "2026-11"}


@dataclass(frozen=True, slots=True)
class Api:
    """core-api as one person asks it, for ten minutes; no connection is left open."""

    url: str
    headers: dict[str, str]

    def ask(self, method: str, path: str, body: object = None) -> httpx.Response:
        """Send a request."""
        url, headers = self.url + path, self.headers
        return httpx.request(method, url, json=body, headers=headers, timeout=15)

    def get(self, path: str) -> dict[str, Any]:
        """Read something that is there."""
        return read(self.ask("GET", path))

    def invite(self, role: str, name: str, family_id: str, member_id: str | None = None) -> Person:
        """Bring somebody into a family, as one of its members if one is named."""
        scope = {"family_id": family_id, "member_id": member_id}
        with httpx.Client(base_url=self.url, headers=self.headers, timeout=15) as client:
            return invite(client, role, CONSOLE, name, **scope)


@dataclass(frozen=True, slots=True)
class Home:
    """A family with one parent; what others there are is made by `join`."""

    id: str
    name: str
    parent: Person
    api: Api
    """core-api, as the parent asks it."""

    def post(self, path: str, body: object = None) -> dict[str, Any]:
        """Do something as the parent."""
        return read(self.api.ask("POST", BASE + path, body))

    def put(self, path: str, body: object) -> dict[str, Any]:
        """Set something as the parent."""
        return read(self.api.ask("PUT", BASE + path, body))

    def parent_member(self) -> str:
        """Return the parent's own place in the list."""
        own = self.api.get("/api/v1/auth/me")["user_id"]
        members = self.api.get(f"{BASE}/families/{self.id}/members")["items"]
        return next(str(one["id"]) for one in members if one["user_id"] == own)

    def add(self, name: str, role: str) -> str:
        """Put somebody into the list; a child with the parent's consent."""
        body: dict[str, Any] = {"display_name": name, "role": role}
        if role == "child":
            body["consent_text_version"] = CONSENT["text_version"]
        return str(self.post(f"/families/{self.id}/members", body)["id"])


@dataclass(frozen=True, slots=True)
class Young:
    """A child or teen that can log in and is in the list."""

    person: Person
    member_id: str
    api: Api

    def post(self, path: str, body: object = None) -> dict[str, Any]:
        """Do something as the child or teen."""
        return read(self.api.ask("POST", BASE + path, body))


def read(answer: httpx.Response) -> dict[str, Any]:
    """Return the body of an answer that is a success."""
    assert answer.is_success, answer.text
    found: dict[str, Any] = answer.json()
    return found


def api_of(environment: str, person: Person) -> Api:
    """Log in at core-api."""
    with api_client(environment, person) as client:
        url, token = str(client.base_url).rstrip("/"), client.headers["Authorization"]
    return Api(url, {"Authorization": token})


def make_home(environment: str, name: str = "Linden", zone: str = "Europe/Berlin") -> Home:
    """Create a family of a name that nobody has, with a parent who can log in."""
    full_name = f"{name} {secrets.token_hex(3)}"
    with founder_client(environment) as founder:
        made = founder.post(f"{BASE}/families", json={"name": full_name, "time_zone": zone})
        family_id = str(read(made)["id"])
        parent = invite(founder, "parent", CONSOLE, "Ada Linden", family_id=family_id)
    return Home(family_id, full_name, parent, api_of(environment, parent))


def join(environment: str, home: Home, name: str, role: str = "child") -> Young:
    """Put a child or teen into the list, and let it take up its invitation."""
    member_id = home.add(name, role)
    person = home.api.invite(role, name, home.id, member_id)
    return Young(person, member_id, api_of(environment, person))


@contextmanager
def at_console(browser: Browser, environment: str, person: Person) -> Iterator[Watched]:
    """Log somebody in, at the first page of the role."""
    with logged_in(browser, environment, person, "/") as watched:
        yield watched
