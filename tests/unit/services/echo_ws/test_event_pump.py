"""Events are handled in order, in parts, and their source waits when there are too many."""

import asyncio

import pytest

from services.echo_ws.event_pump import EventPump


class _Source:
    def __init__(self) -> None:
        self.said: list[bool] = []

    def pause(self, *, reading: bool) -> None:
        self.said.append(reading)


async def _pump(count: int) -> tuple[list[int], list[int], list[bool]]:
    handled: list[int] = []
    parts: list[int] = []
    source = _Source()
    pump = EventPump(
        lambda _, payload: handled.append(int(payload)), lambda: parts.append(len(handled))
    )
    pump.follow(source)
    for number in range(count):
        pump.receive(b"channel", b"%d" % number)
    assert handled == []
    for _ in range(count):
        await asyncio.sleep(0)
    return handled, parts, source.said


@pytest.mark.parametrize(("count", "parts"), [(1, [1]), (64, [64]), (130, [64, 128, 130])])
def test_events_come_in_order_and_in_parts(count: int, parts: list[int]) -> None:
    handled, ended, said = asyncio.run(_pump(count))
    assert (handled, ended, said) == (list(range(count)), parts, [])


def test_source_waits_while_too_much_waits() -> None:
    handled, _, said = asyncio.run(_pump(1_500))
    assert (handled, said) == (list(range(1_500)), [False, True])
