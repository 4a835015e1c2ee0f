"""A ticket for the live feed of GodMode's actions; the browser listens to echo-ws by itself.

The ticket is good once and for thirty seconds. The address is that of this console's settings, as
its Content-Security-Policy allows no other.
"""

from starlette.responses import JSONResponse, Response

from services.console.visit import Visit


async def issue_ticket(visit: Visit) -> Response:
    """Get a ticket for one socket."""
    told = await visit.core_api.post("/api/v1/ws-ticket", body={})
    return JSONResponse({"ticket": told["ticket"], "url": told["url"]})
