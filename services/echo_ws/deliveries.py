"""Receipts for kept messages: counted here, reported to core-api once a second."""

import asyncio
import logging

from services.echo_ws.core_api import CoreApi
from services.echo_ws.errors import CoreApiUnavailableError

_logger = logging.getLogger(__name__)
_REPORT_SECONDS = 1.0
_ITEMS_MAX = 200
"""In one report."""
_KEPT_MAX = 5_000
"""While core-api is away; the oldest are given up, which the report then shows as not delivered."""


class Deliveries:
    """What was delivered and not reported yet."""

    def __init__(self, relay: str, core_api: CoreApi) -> None:
        self._relay = relay
        self._core_api = core_api
        self._counts: dict[str, int] = {}

    def count(self, message: str, sockets: int) -> None:
        """Count the sockets that got a message."""
        self._counts[message] = self._counts.get(message, 0) + sockets
        while len(self._counts) > _KEPT_MAX:
            del self._counts[next(iter(self._counts))]

    async def run(self) -> None:
        """Report until cancelled."""
        while True:
            await asyncio.sleep(_REPORT_SECONDS)
            await self.report()

    async def report(self) -> None:
        """Report what there is; what could not be reported is kept."""
        batch = dict(list(self._counts.items())[:_ITEMS_MAX])
        if not batch:
            return
        try:
            await self._core_api.acknowledge(self._relay, batch)
        except CoreApiUnavailableError as error:
            _logger.warning("receipts wait: %s", error)
            return
        for message in batch:
            self._counts.pop(message, None)
