"""What is unusual in the logs."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.glitch.log_anomaly import AnomalyInput, find_anomalies, median, score_count
from agents.glitch.log_data import LogLine
from agents.runtime.errors import TaskError
from tests.support.scripted_core_api import NOW

WINDOW = timedelta(minutes=10)
WANTED = AnomalyInput(window_minutes=10, baseline_minutes=120, bucket_minutes=10)


def lines(
    event: str,
    counts: dict[int, int],
    agent: str = "lyra",
    level: str = "info",
) -> list[LogLine]:
    """Entries by bucket: 0 is the window, 1 the ten minutes before it, and so on."""
    return [
        LogLine(agent, NOW - timedelta(minutes=10 * bucket + 5), level, event)
        for bucket, count in counts.items()
        for _ in range(count)
    ]


STEADY = lines("beat", {bucket: 4 + bucket % 2 for bucket in range(14)})


def test_steady_log_has_no_findings() -> None:
    report = find_anomalies(STEADY, NOW, WANTED)
    assert (report.total, report.findings, report.baseline_buckets) == (0, [], 12)


def test_spike_is_found_and_explained() -> None:
    # Before: 4 and 5 in turns, median 4.5, MAD 0.5; 12 gives 0.6745 * 7.5 / 0.5 = 10.12.
    burst = [*lines("beat", {0: 12}), *[line for line in STEADY if line.at < NOW - WINDOW]]
    (found,) = find_anomalies(burst, NOW, WANTED).findings
    assert (found.kind, found.count, found.usual, found.score) == ("spike", 12, 4.5, 10.12)
    assert found.explanation == (
        "lyra: beat (info) 12 in 10 minutes, usually 4.5 and at most 5 in 12 buckets before;"
        " score 10.1"
    )


def test_new_error_is_found_at_its_first_time() -> None:
    report = find_anomalies([*STEADY, *lines("crash", {0: 1}, level="error")], NOW, WANTED)
    (found,) = report.findings
    assert (found.kind, found.level, found.since) == ("new_event", "error", NOW - WINDOW)


@pytest.mark.parametrize(("count", "total"), [(2, 0), (3, 1)])
def test_new_harmless_event_counts_from_three_on(count: int, total: int) -> None:
    assert find_anomalies([*STEADY, *lines("hello", {0: count})], NOW, WANTED).total == total


def test_silent_event_is_found() -> None:
    quiet = [line for line in STEADY if line.at < NOW - WINDOW]
    (found,) = find_anomalies(quiet, NOW, WANTED).findings
    assert (found.kind, found.count) == ("silent", 0)


def test_agents_and_levels_are_judged_apart() -> None:
    others = lines("beat", {0: 9}, agent="echo", level="warning")
    findings = find_anomalies([*STEADY, *others], NOW, WANTED).findings
    assert [(one.agent, one.kind) for one in findings] == [("echo", "new_event")]


@pytest.mark.parametrize("log", [[], lines("beat", dict.fromkeys(range(6), 4))])
def test_short_baseline_is_refused(log: list[LogLine]) -> None:
    with pytest.raises(TaskError, match="could not check"):
        find_anomalies(log, NOW, WANTED)


def test_window_of_no_whole_buckets_is_refused() -> None:
    with pytest.raises(TaskError, match="no whole number of buckets"):
        find_anomalies(STEADY, NOW, AnomalyInput(window_minutes=15, bucket_minutes=10))


@pytest.mark.parametrize(
    ("count", "baseline", "expected"),
    [
        (4, [4, 4, 4, 4], 0.0),
        (5, [4, 4, 4, 4], 99.0),
        (3, [4, 4, 4, 4], -99.0),
        (10, [1, 2, 3, 4, 5], 0.6745 * 7),
        # MAD 0, mean deviation 2/5.
        (4, [1, 1, 1, 1, 3], 3 / (1.253314 * 0.4)),
    ],
)
def test_scores(count: int, baseline: list[int], expected: float) -> None:
    assert score_count(count, baseline) == pytest.approx(expected)


@given(st.lists(st.integers(0, 100), min_size=1), st.integers(0, 100))
def test_more_is_never_less_unusual(baseline: list[int], count: int) -> None:
    assert score_count(count + 1, baseline) >= score_count(count, baseline)
    assert min(baseline) <= median(baseline) <= max(baseline)


@given(st.lists(st.tuples(st.integers(0, 20_000), st.sampled_from(["info", "error"])), max_size=60))
def test_any_log_is_judged_or_refused(found: list[tuple[int, str]]) -> None:
    log = [LogLine("lyra", NOW - timedelta(seconds=age), level, "x") for age, level in found]
    try:
        report = find_anomalies(log, NOW, WANTED)
    except TaskError:
        return
    assert report.entries == len(log)
    assert all(one.since < NOW for one in report.findings)
