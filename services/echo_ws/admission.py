"""From a connected socket to a proved client, in this order; any step that fails closes it.

1. The first frame comes within 5 s and is `auth`. 2. The ticket names its platform, and that zone
is up. 3. The ticket is taken out of Redis: it was good for this once. 4. Its session has not ended.
5. The user has fewer than three other sockets on all relays.
"""

import asyncio

import msgspec
from websockets.asyncio.server import ServerConnection

from services.echo_ws.client import Client
from services.echo_ws.conversation import decode_frame
from services.echo_ws.errors import DismissedError
from services.echo_ws.zone import Zone
from services.relay_contract.events import TicketGrant
from services.relay_contract.frames import (
    CLOSE_TRY_AGAIN,
    CLOSE_UNAUTHENTICATED,
    Auth,
)
from services.relay_contract.limits import AUTH_SECONDS, SOCKET_SECONDS_MAX
from services.relay_contract.names import platform_of_ticket, session_ended_key, ticket_key

_GRANT = msgspec.json.Decoder(TicketGrant)


async def read_ticket(connection: ServerConnection) -> str:
    """Return the ticket of the first frame.

    Raises `DismissedError` if it does not come in time or is another frame.
    """
    try:
        async with asyncio.timeout(AUTH_SECONDS):  # (1)
            text = await connection.recv()
    except TimeoutError as error:
        raise DismissedError(CLOSE_UNAUTHENTICATED, "send auth with a ticket first") from error
    match decode_frame(text):
        case Auth(ticket=ticket):
            return ticket
        case _:
            raise DismissedError(CLOSE_UNAUTHENTICATED, "send auth with a ticket first")


def require_zone(ticket: str, zones: dict[str, Zone]) -> Zone:
    """Return the zone that a ticket is for.

    Raises `DismissedError` if it names none, or one that is away.
    """
    zone = zones.get(platform_of_ticket(ticket))  # (2)
    if zone is None:
        raise DismissedError(CLOSE_UNAUTHENTICATED, "not a ticket")
    if not zone.is_up:
        raise DismissedError(CLOSE_TRY_AGAIN, "the zone is away; try again later")
    return zone


async def redeem_ticket(zone: Zone, ticket: str) -> TicketGrant:
    """Return what the ticket is worth, once.

    Raises `DismissedError` if it is worth nothing, `ZoneUnavailableError`.
    """
    found = await zone.call("GETDEL", ticket_key(ticket))  # (3)
    if not isinstance(found, bytes):
        raise DismissedError(CLOSE_UNAUTHENTICATED, "the ticket is used, too old or not one")
    try:
        grant = _GRANT.decode(found)
    except msgspec.MsgspecError as error:
        raise DismissedError(CLOSE_UNAUTHENTICATED, "the ticket cannot be read") from error
    if grant.platform != zone.platform:
        raise DismissedError(CLOSE_UNAUTHENTICATED, "the ticket is for another platform")
    if await zone.call("EXISTS", session_ended_key(grant.session)):  # (4)
        raise DismissedError(CLOSE_UNAUTHENTICATED, "the session has ended")
    return grant


def make_client(connection: ServerConnection, grant: TicketGrant) -> Client:
    """Return a client whose time begins now; (5) is done by `presence`."""
    return Client(connection, grant, asyncio.get_running_loop().time() + SOCKET_SECONDS_MAX)
