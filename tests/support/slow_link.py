"""A TCP proxy on loopback that delays what passes, and sometimes stalls as a lost packet would.

This kernel need not have netem: the delay is made here. Loss on TCP is a retransmission: the chunk
comes one retransmission time-out later (RFC 6298: at least a second).
"""

import asyncio
import queue
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

_RETRANSMISSION_SECONDS = 1.0
_CHUNK_BYTES = 1400
"""About one packet on Ethernet."""


async def _pump(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    delay_seconds: float,
    loss: float,
    chance: random.Random,
) -> None:
    try:
        while data := await reader.read(_CHUNK_BYTES):
            lost = chance.random() < loss
            await asyncio.sleep(delay_seconds + (_RETRANSMISSION_SECONDS if lost else 0.0))
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


async def _serve(
    target_port: int, delay_seconds: float, loss: float, listening: Callable[[int], None]
) -> None:
    chance = random.Random(7)  # noqa: S311 - the same losses at every run

    async def on_client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", target_port)
        except OSError:
            writer.close()
            return
        await asyncio.gather(
            _pump(reader, far_writer, delay_seconds, loss, chance),
            _pump(far_reader, writer, delay_seconds, loss, chance),
        )

    server = await asyncio.start_server(on_client, "127.0.0.1", 0)
    listening(server.sockets[0].getsockname()[1])
    await server.serve_forever()


@contextmanager
def slow_link(target_port: int, *, delay_seconds: float, loss: float) -> Iterator[int]:
    """Listen on a free port of loopback and pass everything on to `target_port`, late."""
    loop = asyncio.new_event_loop()
    ports: queue.Queue[int] = queue.Queue()

    def run() -> None:
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(_serve(target_port, delay_seconds, loss, ports.put))
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield ports.get(timeout=10)
    finally:
        loop.call_soon_threadsafe(lambda: [task.cancel() for task in asyncio.all_tasks(loop)])
        thread.join(timeout=10)
