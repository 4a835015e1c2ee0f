"""Fixtures of the policies' tests."""

import time
from collections.abc import Callable

import pytest


@pytest.fixture
def benchmark_seconds() -> Callable[[Callable[[], object]], float]:
    """Return the best of twenty runs: what the code costs, not what else the machine does."""

    def measure(work: Callable[[], object]) -> float:
        best = float("inf")
        for _ in range(20):
            started = time.perf_counter()
            work()
            best = min(best, time.perf_counter() - started)
        return best

    return measure
