"""Black Rose Collective for tests: two creators, members, reviewers, and posts in any status."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import msgspec

from services.core_api.access.actors import Platform, Role
from services.core_api.access.principal import Principal
from services.core_api.blackrose.public_form import render_key
from tests.support.area_gateway import _HEADER, AreaGateway, agent, area_gateway, person
from tests.support.platform_stack import Stack, running_stack

BASE = "/api/v1/blackrose"
PUBLIC_FORMS = ("/dmca/notices", "/removals")
SIGNED = "a" * 64
ADMIN = person(Role.ADMIN, Platform.BLACKROSE, 10, name="Ada")
REVIEWER = person(Role.ADMIN, Platform.BLACKROSE, 11)
MEMBER = person(Role.MEMBER, Platform.BLACKROSE, 20)
STRANGER = person(Role.MEMBER, Platform.BLACKROSE, 21)
AUDITA, LYRA, VELORA, GLITCH = map(agent, ("audita", "lyra", "velora", "glitch"))
ALICE_USER, BOB_USER = 30, 31
NOTICE = {
    "claimant_name": "Claire Claimant",
    "claimant_contact": "1 Main Street, Springfield",
    "work_description": "A photograph of mine",
    "good_faith": True,
    "accuracy_under_penalty": True,
    "signature": "Claire Claimant",
}
REMOVAL = {
    "contact": "victim@example.org",
    "statement": "I am shown and never agreed",
    "good_faith": True,
    "signature": "V.",
}
COUNTER: dict[str, object] = {
    "name": "Alice Legal",
    "address": "2 Side Street",
    "telephone": "+1 555 0100",
    "statement": "It is my own work",
    "mistake_under_penalty": True,
    "consent_to_jurisdiction": True,
    "signature": "Alice Legal",
}


def consent_of(person_ref: str, **more: object) -> dict[str, object]:
    """Return the body of a consent to publication."""
    return {
        "person_ref": person_ref,
        "text_version": "2026-1",
        "signed_text_sha256": SIGNED,
        "signed_at": "2026-01-01T00:00:00Z",
        "scope": ["publish"],
        "age_check_ref": "safe 3, folder 9",
        **more,
    }


@dataclass
class Collective:
    """Everybody of the platform, and the shortest way to what a test needs."""

    stack: Stack
    gateway: AreaGateway
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    is_limited: bool = False
    """Whether public forms count, as they do outside of tests."""

    def __post_init__(self) -> None:
        self.alice_id = self.new_creator()
        self.bob_id = self.new_creator()
        self.alice = self.creator(self.alice_id, ALICE_USER)
        self.bob = self.creator(self.bob_id, BOB_USER)

    def forget_forms(self) -> None:
        """Let the address of all tests send forms again."""
        ports = self.gateway.ports
        key = render_key(ports.settings, "127.0.0.1")
        self.gateway.run(ports.zones.of(Platform.BLACKROSE).delete(key))

    @property
    def now(self) -> datetime:
        """The server's time."""
        return self.gateway.clock()

    def later(self, **span: float) -> str:
        """Return a time from now, as it is sent."""
        return (self.now + timedelta(**span)).isoformat()

    def creator(self, creator_id: str, number: int) -> Principal:
        """Return the principal of a creator."""
        return person(Role.CREATOR, Platform.BLACKROSE, number, creator=creator_id)

    def ask(
        self, who: Principal | None, method: str, path: str, body: object = None
    ) -> httpx.Response:
        """Send a request to a path of the area, a second after the one before."""
        self.gateway.clock.advance(1)
        if path in PUBLIC_FORMS and not self.is_limited:
            self.forget_forms()
        return self.gateway.ask(who, method, BASE + path, body)

    def post_at_once(self, *requests: tuple[Principal | None, str, object]) -> list[httpx.Response]:
        """Send POST requests at the same time: who, path, body."""

        async def send(who: Principal | None, path: str, body: object) -> httpx.Response:
            headers = {} if who is None else {_HEADER: msgspec.json.encode(who).decode()}
            transport = httpx.ASGITransport(self.gateway.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://core-api") as client:
                return await client.post(BASE + path, json=body, headers=headers)

        async def send_all() -> list[httpx.Response]:
            return list(await asyncio.gather(*(send(*request) for request in requests)))

        self.forget_forms()
        return self.gateway.run(send_all())

    def done(self, who: Principal | None, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - any JSON
        """Send a request that must succeed, and return what it answers."""
        response = self.ask(who, method, path, body)
        assert response.is_success, f"{method} {path}: {response.status_code} {response.text}"
        return response.json() if response.content else None

    def items(self, who: Principal, path: str) -> list[dict[str, Any]]:
        """Return the first page of a list."""
        found: list[dict[str, Any]] = self.done(who, "GET", path)["items"]
        return found

    def new_creator(self) -> str:
        """Create a creator and return its id."""
        body = {"pseudonym": f"Creator {uuid4()}"}
        return str(self.done(ADMIN, "POST", "/creators", body)["id"])

    def new_tier(self, who: Principal | None = None, position: int = 0) -> str:
        """Create a tier of a creator, Alice's without a name."""
        who = who or self.alice
        body = {"name": "Tier", "price_minor": 500, "currency": "USD", "position": position}
        return str(self.done(who, "POST", f"/creators/{who.creator}/tiers", body)["id"])

    def entitle(self, member: Principal, tier_id: str, **more: object) -> str:
        """Grant a tier of Alice's and return the id of the entitlement."""
        body = {"member_id": member.subject, "tier_id": tier_id, **more}
        return str(self.done(self.alice, "POST", "/entitlements", body)["id"])

    def draft(self, who: Principal | None = None, **more: object) -> str:
        """Write a draft, Alice's without a name, with content of its own."""
        body = {"title": "A post", "body": f"Text {uuid4()}", "access": "public", **more}
        return str(self.done(who or self.alice, "POST", "/posts", body)["id"])

    def approved(self, who: Principal | None = None, **more: object) -> str:
        """Write a post and have it approved."""
        post = self.draft(who, **more)
        self.done(who or self.alice, "POST", f"/posts/{post}/submit")
        self.done(REVIEWER, "POST", f"/posts/{post}/approve")
        return post

    def published(self, who: Principal | None = None, **more: object) -> str:
        """Write a post, have it approved and publish it."""
        post = self.approved(who, **more)
        self.done(who or self.alice, "POST", f"/posts/{post}/publish")
        return post

    def status(self, post: str) -> str:
        """Return the status of a post."""
        return str(self.done(ADMIN, "GET", f"/posts/{post}")["status"])

    def log(self, object_id: str) -> list[tuple[str, str | None]]:
        """Return what the moderation log says of an object: action and actor."""
        entries = self.items(AUDITA, f"/moderation-log?object_id={object_id}")
        return [(entry["action"], entry["actor_id"]) for entry in entries]


@contextmanager
def running_collective(folder: Path) -> Iterator[Collective]:
    """Run PostgreSQL and core-api with the two creators."""
    with running_stack(folder) as stack, area_gateway(stack) as gateway:
        yield Collective(stack, gateway)
