"""A family of GypsyCove, made through the API: its members, and how each of them asks."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import update

from services.core_api.access.actors import Platform, Role
from services.core_api.access.principal import SYSTEM_ACCESS, Principal
from services.core_api.gypsycove.models import MemberRecord
from services.core_api.storage import CONTEXT_NAMES
from tests.support.area_gateway import AreaGateway, agent, person
from tests.support.platform_stack import Stack

BASE = "/api/v1/gypsycove"
ADMIN = person(Role.ADMIN, Platform.GYPSYCOVE, 9)
RIVEN = agent("riven")
NOWHERE = UUID(int=0)


@dataclass(frozen=True)
class Home:
    """One family: ids of its members by name, and their principals."""

    gateway: AreaGateway
    family: str
    people: dict[str, Principal]
    members: dict[str, str]

    def ask(
        self, who: str | Principal | None, method: str, path: str, body: object = None
    ) -> httpx.Response:
        """Send a request as a member (by name) or as anybody else."""
        principal = self.people[who] if isinstance(who, str) else who
        return self.gateway.ask(principal, method, BASE + path, body)

    def get(self, who: str | Principal | None, path: str) -> Any:  # noqa: ANN401 - JSON
        """Ask for something that is there."""
        return expect(self.ask(who, "GET", path))

    def post(self, who: str | Principal | None, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        """Do something that is allowed."""
        return expect(self.ask(who, "POST", path, body))

    def put(self, who: str | Principal | None, path: str, body: object) -> Any:  # noqa: ANN401 - JSON
        """Write something that is allowed."""
        return expect(self.ask(who, "PUT", path, body))

    def pass_minutes(self, minutes: float) -> None:
        """Let time pass for everybody."""
        self.gateway.clock.advance(minutes * 60)

    def of(self, name: str, path: str = "") -> str:
        """Return the path of something of a member."""
        return f"/members/{self.members[name]}{path}"

    def within(self, path: str = "") -> str:
        """Return the path of something of the family."""
        return f"/families/{self.family}{path}"


def expect(response: httpx.Response) -> Any:  # noqa: ANN401 - JSON
    """Return the body of an answer that is a success."""
    assert response.is_success, response.text
    return response.json() if response.content else None


def make_home(
    gateway: AreaGateway, number: int, *, zone: str = "Europe/Berlin", auto: int = 0
) -> Home:
    """Create a family with a parent, a teen, a child and a child without consent (`new`)."""
    content = {"name": f"Family {number}", "time_zone": zone, "auto_decide_minutes": auto}
    family = expect(gateway.ask(ADMIN, "POST", f"{BASE}/families", content))["id"]
    roles = {"parent": Role.PARENT, "teen": Role.TEEN, "child": Role.CHILD, "new": Role.CHILD}
    people = {
        name: person(role, Platform.GYPSYCOVE, number * 100 + place, family=family)
        for place, (name, role) in enumerate(roles.items())
    }
    home = Home(gateway, family, people, {})
    for name, role in roles.items():
        content = {"display_name": name, "role": role}
        if name == "child":
            content["consent_text_version"] = "2026-01"
        gateway.clock.advance(0.002)
        home.members[name] = home.post("parent", home.within("/members"), content)["id"]
    gateway.run(_tie(home))
    return home


async def _tie(home: Home) -> None:
    """Give the members their logins, as invitations do that somebody took up."""
    async with home.gateway.ports.database.transaction(SYSTEM_ACCESS) as session:
        for name, member in home.members.items():
            one = update(MemberRecord).where(MemberRecord.id == UUID(member))
            await session.execute(one.values(user_id=UUID(home.people[name].subject)))


def context_of(home: Home, name: str) -> dict[str, str]:
    """Return what the policies of the tables are told about a member."""
    person = home.people[name]
    return {
        "user_id": person.subject,
        "role": person.role.value,
        "reach": "own",
        "family_id": home.family,
    }


def run_as(stack: Stack, context: dict[str, str], statement: str, role: str = "app") -> Any:  # noqa: ANN401 - rows
    """Run one statement with the row level context of somebody, and undo it."""
    with stack.connect(role) as connection:
        for name in CONTEXT_NAMES:
            value = context.get(name.removeprefix("app."), "")
            connection.execute("SELECT set_config(%s, %s, true)", (name, value))
        cursor = connection.execute(statement)
        found = cursor.fetchall() if cursor.description else cursor.rowcount
        connection.rollback()
        return found
