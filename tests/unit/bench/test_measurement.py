"""Figures say what was measured, and what was not measured never looks like a figure."""

import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from tests.bench.measurement import Measured, NotMeasured, Peer, Result, alternate, percentile
from tests.bench.table import render_json, render_table

MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
times = st.lists(st.floats(0, 1e6), min_size=1)


@given(times, st.integers(1, 100))
def test_a_percentile_was_really_measured(samples: list[float], percent: int) -> None:
    value = percentile(samples, percent)
    assert value in samples
    assert sum(each <= value for each in samples) * 100 >= percent * len(samples)


@pytest.mark.parametrize(("percent", "expected"), [(50, 10), (95, 19), (96, 20), (100, 20)])
def test_percentiles_use_the_nearest_rank(percent: int, expected: int) -> None:
    assert percentile(range(1, 21), percent) == expected


def test_both_sides_are_measured_in_turns_after_a_warm_up() -> None:
    calls: list[str] = []

    def side(name: str) -> float:
        calls.append(name)
        return float(len(calls))

    ours, theirs = alternate(lambda: side("ours"), lambda: side("theirs"), 2)
    assert calls == ["ours", "theirs"] * 3
    assert (ours, theirs) == ((3.0, 5.0), (4.0, 6.0))


@pytest.mark.parametrize(
    ("expected", "kept"),
    [(None, None), (2.0, True), (1.9, False)],
)
def test_what_was_promised_is_compared_with_the_median(
    *, expected: float | None, kept: bool | None
) -> None:
    assert Measured("x", "s", (1.0, 2.0, 9.0), expected).is_kept is kept


def test_a_ratio_below_one_means_that_we_need_less() -> None:
    assert Measured("x", "s", (1.0,), peer=Peer("p", (4.0,))).ratio == 0.25


def test_the_table_shows_what_falls_short_and_what_is_missing() -> None:
    output = io.StringIO()
    results: list[Result] = [
        Measured("slow", "s", (3.0,), 2.0, Peer("other", (1.5,))),
        Measured("fast", "s", (1.0,), 2.0),
        NotMeasured("memory", "no engine"),
    ]
    Console(file=output, width=200).print(render_table(results))
    lines = output.getvalue().splitlines()
    (slow,) = [line for line in lines if "slow" in line]
    assert "falls short" in slow
    assert "2.00" in slow
    assert any("fast" in line and "kept" in line for line in lines)
    assert any("memory" in line and "not measured: no engine" in line for line in lines)


def test_raw_samples_are_kept() -> None:
    results: list[Result] = [Measured("x", "s", (1.0, 2.0)), NotMeasured("y", "why")]
    value = json.loads(render_json(results, MOMENT))
    assert value["measuredAt"] == "2026-01-02T03:04:05Z"
    assert [each["kind"] for each in value["results"]] == ["Measured", "NotMeasured"]
    assert value["results"][0]["samples"] == [1.0, 2.0]
