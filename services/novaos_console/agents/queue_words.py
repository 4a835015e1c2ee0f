"""How much an agent has to do, in words: what it told with its last heartbeat. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShownQueue:
    """The queue of one agent."""

    waiting: int
    waiting_max: int
    at_work: int
    word: str
    """Empty while there is nothing to say about it."""
    tone: str


def describe_queue(told: Mapping[str, int] | None) -> ShownQueue | None:
    """Describe what an agent told; None if it told nothing."""
    if told is None:
        return None
    waiting, most = told["waiting"], told["waiting_max"]
    word, tone = "", "mute"
    if waiting >= most:
        word, tone = "full", "bad"
    elif 2 * waiting >= most:
        word, tone = "half full", "warn"
    return ShownQueue(waiting, most, told["at_work"], word, tone)
