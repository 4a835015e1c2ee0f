"""core-api with injected principals, listening on the loopback: for clients that speak HTTP.

A principal is its own access token here: base64 of its JSON, after `Bearer`. Everything behind the
proof of the sender is that of the deployment.
"""

import base64
import binascii
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import uvicorn
from fastapi import Request

from services.core_api.access.authenticate import authenticate
from services.core_api.access.principal import ANONYMOUS, Principal
from services.core_api.errors import UnauthorisedError
from tests.support.area_gateway import AreaGateway
from tests.support.containers import wait_until
from tests.support.registry import free_port


def bearer_of(who: Principal) -> str:
    """Return the Authorization header of a request that comes from `who`."""
    return "Bearer " + base64.urlsafe_b64encode(msgspec.json.encode(who)).decode()


async def _authenticate(request: Request) -> Principal:
    header = request.headers.get("authorization")
    if header is None:
        return ANONYMOUS
    try:
        content = base64.urlsafe_b64decode(header.removeprefix("Bearer "))
        return msgspec.json.decode(content, type=Principal)
    except (binascii.Error, msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise UnauthorisedError("not a token") from error


@contextmanager
def area_server(gateway: AreaGateway) -> Iterator[str]:
    """Serve the application of `gateway` from a thread, on its own event loop; yield its URL."""
    gateway.app.dependency_overrides[authenticate] = _authenticate
    port = free_port()
    config = uvicorn.Config(gateway.app, port=port, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: gateway.run(server.serve()), daemon=True)
    thread.start()
    try:
        wait_until(lambda: server.started, "area server")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
