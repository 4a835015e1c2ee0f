"""Black Rose Collective on a running environment: people who log in, and what they made.

Everything goes through core-api, each person with the own token; names are new each time, so a used
environment is as good as a fresh one.
"""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import httpx

from tests.support.consoles import Person, api_client, invite
from tests.support.founder import founder_client
from tests.support.public_forms import forget_forms

BASE = "/api/v1/blackrose"
CONSOLE = "web-shell"
SIGNED_SHA256 = "a" * 64


@dataclass(frozen=True, slots=True)
class Creator:
    """Somebody who logs in as a creator, and the creator that this is."""

    person: Person
    id: str
    pseudonym: str


@dataclass
class BlackRose:
    """Makes people and data; `as_(person)` is core-api as that person may ask it."""

    environment: str
    founder: httpx.Client = field(init=False)
    _clients: dict[str, httpx.Client] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.founder = founder_client(self.environment)

    def as_(self, person: Person) -> httpx.Client:
        """Return core-api with the token of somebody, logged in once."""
        if person.login not in self._clients:
            self._clients[person.login] = api_client(self.environment, person)
        return self._clients[person.login]

    def ask(self, person: Person | None, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        """Send what has to succeed, the founder without a person; `path` is below the area's."""
        client = self.founder if person is None else self.as_(person)
        answer = client.request(method, BASE + path, json=body)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def moderator(self, name: str = "Mona Moderator") -> Person:
        """Make a moderator; two of them review each other's."""
        return invite(self.founder, "admin", CONSOLE, name)

    def member(self, name: str = "Mia Member") -> Person:
        """Make a member without any entitlement."""
        return invite(self.founder, "member", CONSOLE, name)

    def creator(self, name: str = "Cleo Creator", pseudonym: str = "Night Garden") -> Creator:
        """Make a creator, whose pseudonym gets a mark that makes it new."""
        called = f"{pseudonym} {secrets.token_hex(3)}"
        made = self.ask(None, "POST", "/creators", {"pseudonym": called})
        person = invite(self.founder, "creator", CONSOLE, name, creator_id=made["id"])
        return Creator(person, made["id"], called)

    def tier(self, creator: Creator, name: str = "Petals", **more: object) -> str:
        """Make a tier and return its id."""
        body = {"name": name, "price_minor": 500, "currency": "EUR", "position": 1, **more}
        path = f"/creators/{creator.id}/tiers"
        return str(self.ask(creator.person, "POST", path, body)["id"])

    def draft(self, creator: Creator, title: str = "A walk at night", **more: object) -> str:
        """Write a draft with content of its own and return its id."""
        text = f"We went out late.\n\nMark {secrets.token_hex(4)}."
        body = {"title": title, "body": text, "access": "public", **more}
        return str(self.ask(creator.person, "POST", "/posts", body)["id"])

    def consent(self, creator: Creator, post: str, person_ref: str, **more: object) -> str:
        """Record the consent of somebody who is shown and return its id."""
        body = {
            "person_ref": person_ref,
            "text_version": "2026-1",
            "signed_text_sha256": SIGNED_SHA256,
            "signed_at": "2026-01-01T12:00:00Z",
            "scope": ["publish"],
            "age_check_ref": "safe 3, folder 9",
            **more,
        }
        path = f"/posts/{post}/consents"
        return str(self.ask(creator.person, "POST", path, body)["id"])

    def submitted(self, creator: Creator, title: str = "Waiting for review", **more: object) -> str:
        """Write a post and hand it over for review."""
        post = self.draft(creator, title, **more)
        self.ask(creator.person, "POST", f"/posts/{post}/submit")
        return post

    def approve(self, post: str, moderator: Person) -> None:
        """Approve a post that waits for review, as its second person."""
        self.ask(moderator, "POST", f"/posts/{post}/approve")

    def published(
        self, creator: Creator, moderator: Person, title: str = "Published", **more: object
    ) -> str:
        """Write a post, have it approved and publish it."""
        post = self.submitted(creator, title, **more)
        self.approve(post, moderator)
        self.ask(creator.person, "POST", f"/posts/{post}/publish")
        return post

    def code(self, creator: Creator, tier: str, days: int | None = 30) -> str:
        """Make an invitation to a tier and return its code."""
        body = {"tier_id": tier, "expires_at": in_days(7), "days": days}
        path = f"/creators/{creator.id}/tier-invitations"
        return str(self.ask(creator.person, "POST", path, body)["code"])

    def redeem(self, member: Person, code: str) -> str:
        """Redeem a code and return the id of the entitlement."""
        return str(self.ask(member, "POST", "/entitlements/redeem", {"code": code})["id"])

    def member_id(self, member: Person) -> str:
        """Return the id by which creators know a member."""
        answer = self.as_(member).get("/api/v1/auth/me")
        answer.raise_for_status()
        return str(answer.json()["user_id"])

    def ledger_entry(self, creator: Creator, kind: str, amount_minor: int, **more: object) -> str:
        """Add an entry to the ledger and return its id."""
        body = {
            "creator_id": creator.id,
            "kind": kind,
            "amount_minor": amount_minor,
            "currency": "EUR",
            "occurred_at": in_days(0),
            "category": "memberships",
            "reference": f"2026/{secrets.token_hex(4)}",
            **more,
        }
        return str(self.ask(creator.person, "POST", "/ledger", body)["id"])

    def report(self, member: Person, post: str, reason: str = "copyright") -> str:
        """Report a post that the member can read and return the id of the report."""
        body = {"reason_code": reason, "note": "This picture was taken from somebody else."}
        return str(self.ask(member, "POST", f"/posts/{post}/reports", body)["id"])

    def notice(self, post: str) -> str:
        """Send a copyright notice by the public form and return its id."""
        body = {
            "post_id": post,
            "claimant_name": "Claire Claimant",
            "claimant_contact": "1 Main Street, Springfield",
            "work_description": "A photograph that I took in 2024",
            "good_faith": True,
            "accuracy_under_penalty": True,
            "signature": "Claire Claimant",
        }
        url = f"{self.founder.base_url}{BASE}/dmca/notices"
        answer = httpx.post(url, json=body, timeout=15)
        if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            forget_forms(self.environment)
            answer = httpx.post(url, json=body, timeout=15)
        assert answer.is_success, answer.text
        return str(answer.json()["id"])

    def close(self) -> None:
        """Close all clients."""
        for client in (self.founder, *self._clients.values()):
            client.close()


def in_days(days: float) -> str:
    """Return a time from now, as core-api reads it."""
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()
