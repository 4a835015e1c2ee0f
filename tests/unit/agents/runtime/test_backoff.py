"""Back-off grows to its cap, with full jitter, and starts anew after a success."""

from hypothesis import given
from hypothesis import strategies as st

from agents.runtime.backoff import Backoff


def test_upper_bounds_double_to_the_cap() -> None:
    backoff = Backoff(0.5, 15.0, uniform=lambda _, high: high)
    assert [backoff.next_seconds() for _ in range(7)] == [0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0]
    backoff.reset()
    assert backoff.next_seconds() == 0.5


@given(st.integers(1, 200))
def test_wait_is_never_negative_nor_over_the_cap(failures: int) -> None:
    backoff = Backoff(0.5, 15.0)
    assert all(0 <= backoff.next_seconds() <= 15.0 for _ in range(failures))


def test_lower_bound_is_zero() -> None:
    assert Backoff(1.0, 8.0, uniform=lambda low, _: low).next_seconds() == 0.0
