"""People with rooms on every platform; how they post messages, and what their tickets grant."""

import msgspec

from services.core_api.access.actors import Platform, Role
from services.core_api.access.principal import Principal
from services.relay_contract.events import TicketGrant
from services.relay_contract.names import ticket_key
from tests.support.area_gateway import FOUNDER, AreaGateway, agent, person
from tests.support.platform_stack import Stack

FAMILY, OTHER_FAMILY = (f"00000000-0000-4000-8000-00000000f00{n}" for n in (1, 2))
CREATOR_ID = "00000000-0000-4000-8000-00000000c001"

PARENT = person(Role.PARENT, Platform.GYPSYCOVE, 11, family=FAMILY, name="Ann", session="s1")
CHILD = person(Role.CHILD, Platform.GYPSYCOVE, 3, family=FAMILY, name="Bob", session="s3")
STRANGER = person(Role.PARENT, Platform.GYPSYCOVE, 2, family=OTHER_FAMILY, name="Eve", session="s2")
COVE_ADMIN = person(Role.ADMIN, Platform.GYPSYCOVE, 4)
CREATOR = person(Role.CREATOR, Platform.BLACKROSE, 5, creator=CREATOR_ID, name="Rose")
MEMBER = person(Role.MEMBER, Platform.BLACKROSE, 6, name="Max")
ADMIN = person(Role.ADMIN, Platform.NOVAOS, 7, name="Ops")
COVE_FOUNDER = Principal(
    Role.GODMODE, Platform.GYPSYCOVE, FOUNDER.subject, godmode_bypass=True, session="god"
)
ECHO = agent("echo")
ROOM = f"family:{FAMILY}"


def room_path(room: str, last: str = "messages") -> str:
    """Return the path of what belongs to a room."""
    return f"/api/v1/messages/rooms/{room}/{last}"


def post(gateway: AreaGateway, who: Principal, room: str, text: str = "hello", **more: str) -> str:
    """Post a message, which has to work; return its id."""
    answer = gateway.ask(who, "POST", room_path(room), {"text": text, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def read_grant(stack: Stack, zone: str, ticket: str) -> TicketGrant:
    """Take a ticket as a relay does."""
    with stack.redis_client("echo-ws", zone) as redis:
        found = redis.getdel(ticket_key(ticket))
    assert isinstance(found, bytes)
    return msgspec.json.decode(found, type=TicketGrant)
