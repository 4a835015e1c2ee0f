"""Find what is unusual in the agents' logs: events that became frequent, new ones, silent ones.

1. Entries are counted per agent, level and event in buckets of some minutes. 2. A count of the
window is compared with the buckets before it by the modified z-score, 0.6745 (x - median) / MAD, or
(x - median) / (1.253314 mean deviation) where the MAD is 0 (Iglewicz and Hoaglin, "How to Detect
and Handle Outliers", 1993, who take 3.5 for an outlier). 3. A baseline that is too short is
refused: no findings would look like no anomalies.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Literal

import msgspec

from agents.glitch.log_data import LogLine
from agents.runtime.errors import TaskError

BASELINE_BUCKETS_MIN = 6
FINDINGS_MAX = 40
_CONSTANT_SCORE = 99.0
"""For a count that a baseline without any variation never had."""
_SERIOUS = ("warning", "error")

Minutes = Annotated[int, msgspec.Meta(ge=1, le=7 * 24 * 60)]
Key = tuple[str, str, str]
"""Agent, level, event."""


class AnomalyInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to compare with what."""

    window_minutes: Minutes = 60
    """The time that is judged, up to now."""
    baseline_minutes: Minutes = 24 * 60
    """The time before it."""
    bucket_minutes: Minutes = 10
    threshold: Annotated[float, msgspec.Meta(ge=1, le=100)] = 3.5
    min_count: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 3
    """Fewer entries in a bucket are no spike."""


class Anomaly(msgspec.Struct, frozen=True):
    """One unusual thing, with its numbers and in words."""

    kind: Literal["spike", "new_event", "silent"]
    agent: str
    level: str
    event: str
    since: datetime
    """Begin of the first bucket that shows it."""
    count: int
    usual: float
    """Median of a bucket before."""
    score: float
    explanation: str


class AnomalyReport(msgspec.Struct, frozen=True):
    """What was found."""

    entries: int
    baseline_buckets: int
    total: int
    findings: list[Anomaly]
    """The most unusual ones."""


class _Timing(msgspec.Struct, frozen=True):
    """Buckets counted from the newest one, which ends now and is number 0."""

    now: datetime
    bucket: timedelta
    window: int
    """How many of them are judged."""
    baseline: int
    """How many before them are compared with."""

    def begin(self, number: int) -> datetime:
        return self.now - (number + 1) * self.bucket


class _Counts(msgspec.Struct, frozen=True):
    """Entries per key and bucket, made in one pass, as a log may be long."""

    entries: int
    buckets: int
    """Whole buckets since the oldest entry."""
    by_key: dict[Key, "Counter[int]"]


def find_anomalies(
    lines: Iterable[LogLine],
    now: datetime,
    wanted: AnomalyInput,
) -> AnomalyReport:
    """Compare the last minutes with those before.

    Raises `TaskError` if the window is no whole number of buckets, or the baseline too short.
    """
    if wanted.window_minutes % wanted.bucket_minutes:
        raise TaskError(
            f"the window of {wanted.window_minutes} minutes is no whole number of buckets of"
            f" {wanted.bucket_minutes} minutes; change one",
        )
    counts = _count(lines, now, timedelta(minutes=wanted.bucket_minutes))
    timing = _timing(counts.buckets, now, wanted)
    judged = (_judge(key, one, timing, wanted) for key, one in counts.by_key.items())
    found = [anomaly for anomaly in judged if anomaly is not None]
    found.sort(key=lambda one: (-one.score, one.agent, one.event, one.level))
    return AnomalyReport(counts.entries, timing.baseline, len(found), found[:FINDINGS_MAX])


def _count(lines: Iterable[LogLine], now: datetime, bucket: timedelta) -> _Counts:
    by_key: dict[Key, Counter[int]] = {}
    entries, oldest = 0, now
    for line in lines:  # (1)
        entries, oldest = entries + 1, min(oldest, line.at)
        counter = by_key.setdefault((line.agent, line.level, line.event), Counter())
        counter[max(0, int((now - line.at) // bucket))] += 1
    return _Counts(entries, int((now - oldest) // bucket), by_key)


def score_count(count: int, baseline: Sequence[int]) -> float:
    """Return how unusual `count` is after the counts `baseline`; negative for fewer."""
    middle = median(baseline)
    deviations = [abs(value - middle) for value in baseline]
    if spread := median(deviations):
        return 0.6745 * (count - middle) / spread  # (2)
    if mean := sum(deviations) / len(deviations):
        return (count - middle) / (1.253314 * mean)
    return 0.0 if count == middle else _CONSTANT_SCORE * (1 if count > middle else -1)


def median(values: Iterable[float]) -> float:
    """Return the middle value; `statistics` would cost an agent a megabyte."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _timing(buckets: int, now: datetime, wanted: AnomalyInput) -> _Timing:
    window = wanted.window_minutes // wanted.bucket_minutes
    # A log that begins later, or lost its beginning, has a shorter baseline.
    baseline = min(wanted.baseline_minutes // wanted.bucket_minutes, buckets - window)
    if baseline < BASELINE_BUCKETS_MIN:  # (3)
        raise TaskError(
            f"the log has fewer than {BASELINE_BUCKETS_MIN} buckets of {wanted.bucket_minutes}"
            " minutes before the window: could not check; try again later, or with smaller buckets",
        )
    return _Timing(now, timedelta(minutes=wanted.bucket_minutes), window, baseline)


def _judge(
    key: Key,
    counter: "Counter[int]",
    timing: _Timing,
    wanted: AnomalyInput,
) -> Anomaly | None:
    baseline = [counter[timing.window + number] for number in range(timing.baseline)]
    total = sum(counter[number] for number in range(timing.window))
    if not any(baseline):
        return _judge_new(key, counter, total, timing, wanted)
    usual = median(baseline)
    if total == 0 and usual >= wanted.min_count:
        text = f"silent for {wanted.window_minutes} minutes, usually {usual:g} in a bucket"
        return _anomaly("silent", key, timing.begin(timing.window - 1), 0, usual, 50.0, text)
    number = max(range(timing.window), key=lambda one: (counter[one], one))
    count, score = counter[number], score_count(counter[number], baseline)
    if count < wanted.min_count or score < wanted.threshold:
        return None
    text = (
        f"{count} in {wanted.bucket_minutes} minutes, usually {usual:g} and at most"
        f" {max(baseline)} in {len(baseline)} buckets before; score {score:.1f}"
    )
    return _anomaly("spike", key, timing.begin(number), count, usual, score, text)


def _judge_new(
    key: Key,
    counter: "Counter[int]",
    total: int,
    timing: _Timing,
    wanted: AnomalyInput,
) -> Anomaly | None:
    """Judge an event that the baseline never had."""
    if total == 0 or (total < wanted.min_count and key[1] not in _SERIOUS):
        return None
    first = max(number for number in range(timing.window) if counter[number])
    text = f"{total} times, never in {timing.baseline} buckets before"
    return _anomaly("new_event", key, timing.begin(first), total, 0.0, _CONSTANT_SCORE, text)


def _anomaly(  # noqa: PLR0913, PLR0917 - the fields of one row
    kind: Literal["spike", "new_event", "silent"],
    key: Key,
    since: datetime,
    count: int,
    usual: float,
    score: float,
    explanation: str,
) -> Anomaly:
    agent, level, event = key
    words = f"{agent}: {event} ({level}) {explanation}"
    return Anomaly(kind, agent, level, event, since, count, usual, round(score, 2), words)
