"""A family at core-api's real doors: its list, its invitations, its room, as its parent asks."""

from typing import Any

import httpx

from tests.support.gypsycove import BASE
from tests.support.identity_cast import FAMILY, Cast
from tests.support.identity_gateway import IdentityGateway, Login

INVITATIONS = "/api/v1/invitations"


def add(gateway: IdentityGateway, cast: Cast, name: str, role: str = "teen") -> str:
    """Put somebody into the family's list."""
    body = {"display_name": name, "role": role}
    path = f"{BASE}/families/{FAMILY}/members"
    return str(expect(gateway.ask("POST", path, body, token=cast.parent.access))["id"])


def expect(answer: httpx.Response) -> Any:  # noqa: ANN401 - JSON
    """Return the body of an answer that is a success."""
    assert answer.is_success, answer.text
    return answer.json() if answer.content else None


def seat(gateway: IdentityGateway, cast: Cast, name: str) -> tuple[str, Login]:
    """Let a member of the family take up its invitation."""
    member = add(gateway, cast, name)
    made = gateway.invite(cast.parent.access, "gypsycove", "teen", member_id=member)
    assert gateway.accept(made["code"], name).status_code == 201
    return member, gateway.enter(name, "gypsycove")


def members_of(gateway: IdentityGateway, token: str, family: str = FAMILY) -> dict[str, Any]:
    """Read the list of a family by its logins."""
    found = gateway.read_pages(f"{BASE}/families/{family}/members?limit=100", token)
    return {one["user_id"]: one for one in found}


def read_room(gateway: IdentityGateway, token: str, family: str = FAMILY) -> int:
    """Try to read the family's room."""
    path = f"/api/v1/messages/rooms/family:{family}/messages"
    return gateway.ask("GET", path, token=token).status_code


def invitations(gateway: IdentityGateway, who: Login) -> list[dict[str, Any]]:
    """Read the invitations that somebody sees."""
    return gateway.read_pages(f"{INVITATIONS}?limit=100", who.access)


def delete(gateway: IdentityGateway, cast: Cast, member: str) -> None:
    """Delete a member, as the parent."""
    expect(gateway.ask("DELETE", f"{BASE}/members/{member}", token=cast.parent.access))
