"""`GET /metrics` on a port of its own, which is never published.

A listener of a few lines, so that no setting of the gateway can ever open it to the public. It
answers one request per connection and reads no body.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry

from services.core_api.telemetry.metrics import render_metrics

_logger = logging.getLogger(__name__)
_REQUEST_SECONDS = 5.0
_REQUEST_BYTES_MAX = 8 * 1024
_REQUEST_LINE = (b"GET /metrics HTTP/1.1", b"GET /metrics HTTP/1.0")


@asynccontextmanager
async def metrics_listener(
    registry: CollectorRegistry, host: str, port: int
) -> AsyncIterator[None]:
    """Listen while the block runs; a port that is taken is said and does not end the service."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_REQUEST_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(respond(head, registry))
                await writer.drain()
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            return
        finally:
            writer.close()

    try:
        server = await asyncio.start_server(serve, host, port, limit=_REQUEST_BYTES_MAX)
    except OSError as error:
        _logger.error("no metrics on port %d: %s", port, error)  # noqa: TRY400 - one line
        yield
        return
    async with server:
        yield


def respond(head: bytes, registry: CollectorRegistry) -> bytes:
    """Return the whole response to a request with this head."""
    if head.partition(b"\r\n")[0] in _REQUEST_LINE:
        status, kind, body = "200 OK", CONTENT_TYPE_LATEST, render_metrics(registry)
    else:
        status, kind, body = "404 Not Found", "text/plain", b"only GET /metrics is here\n"
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "Connection: close",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body
