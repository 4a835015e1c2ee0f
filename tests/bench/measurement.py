"""Samples, what they were expected to be, and what a peer needed under the same conditions.

Values only. A benchmark that could not run is `NotMeasured`, never a zero.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Peer:
    """The same thing done by something that others know."""

    name: str
    samples: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure: smaller is better."""

    name: str
    unit: str
    samples: tuple[float, ...]
    expected: float | None = None
    """What the figure should not exceed, if anything was promised."""
    peer: Peer | None = None
    note: str = ""

    @property
    def median(self) -> float:
        """The middle sample."""
        return statistics.median(self.samples)

    @property
    def p95(self) -> float:
        """The sample that one in twenty exceeds, by nearest rank."""
        return percentile(self.samples, 95)

    @property
    def ratio(self) -> float | None:
        """Our median divided by the peer's."""
        return self.median / statistics.median(self.peer.samples) if self.peer else None

    @property
    def is_kept(self) -> bool | None:
        """Whether the median is as expected; None where nothing was promised."""
        return None if self.expected is None else self.median <= self.expected


@dataclass(frozen=True, slots=True)
class NotMeasured:
    """A benchmark that could not run, and why."""

    name: str
    reason: str


Result = Measured | NotMeasured


def percentile(samples: Sequence[float], percent: float) -> float:
    """Sample at `percent`, by nearest rank: always one that was really measured."""
    ordered = sorted(samples)
    rank = max(1, -(-len(ordered) * percent // 100))
    return ordered[int(rank) - 1]


def seconds(action: Callable[[], object]) -> float:
    """How long `action` takes, in seconds."""
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def alternate(
    ours: Callable[[], float],
    theirs: Callable[[], float],
    runs: int,
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Measure both in turns after one warm-up each, so that noise of the host hits both."""
    ours()
    theirs()
    pairs = [(ours(), theirs()) for _ in range(runs)]
    return tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs)
