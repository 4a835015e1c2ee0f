"""Write down every few seconds what has timed out; readers do not depend on it.

It forgets the old commands of GodMode and old errands as well. While PostgreSQL is away there is
nothing to do, and nothing is said: who asks is told.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from services.core_api.errors import StoreUnreachableError
from services.core_api.interface import Ports

_logger = logging.getLogger(__name__)
_INTERVAL_SECONDS = 5.0


async def sweep(ports: Ports) -> int:
    """Sweep all ledgers once, and return how many targets timed out."""
    now = ports.now()
    timed_out = await ports.live.untraced.expire(now) + await ports.live.errands.expire(now)
    with suppress(StoreUnreachableError):
        timed_out += await ports.registry.commands.expire(now)
    return timed_out


@asynccontextmanager
async def sweeping(ports: Ports) -> AsyncIterator[None]:
    """Sweep while the block runs."""

    async def run() -> None:
        while True:
            await asyncio.sleep(_INTERVAL_SECONDS)
            try:
                await sweep(ports)
            except Exception:
                _logger.exception("the sweep of timed-out commands failed; it is tried again")

    task = asyncio.create_task(run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
