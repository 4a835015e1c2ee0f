"""Tell the founder's console live what GodMode does; nothing of it is kept anywhere.

Publishing is best effort: GodMode works without Redis' pub/sub, and no log line names the action.
"""

import asyncio
import json
import uuid
from contextlib import suppress

from services.core_api.access.actors import Platform
from services.core_api.access.row import Row
from services.core_api.errors import StoreUnreachableError
from services.core_api.interface import Ports

GODMODE_CHANNEL = "echo.godmode"
_LIMIT_SECONDS = 0.5


async def broadcast(ports: Ports, row: Row) -> None:
    """Publish one action: the route by its template, never a value and never a name."""
    action = {
        "kind": "godmode",
        "request_id": str(uuid.uuid4()),
        "method": row.method,
        "route": row.path,
        "at": ports.now().isoformat().replace("+00:00", "Z"),
    }
    with suppress(StoreUnreachableError, TimeoutError):
        async with asyncio.timeout(_LIMIT_SECONDS):
            zone = ports.zones.of(Platform.NOVAOS)
            await zone.publish(GODMODE_CHANNEL, json.dumps(action))
