"""What is next for copyright notices and urgent removals, and until when."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.audita import dmca, removal_clock
from agents.audita.dmca import NoticeState, judge_notice
from agents.audita.removal_clock import judge_removal
from agents.audita.rows import Notice, Removal
from agents.contract.business_days import restore_window

RECEIVED = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOTICE = Notice("n1", "post-1", "received", RECEIVED)
HIDDEN = Notice("n1", "post-1", "hidden", RECEIVED, RECEIVED + HOUR, RECEIVED + HOUR)
# Countered on Monday, 2 November 2026: ten business days, with Veterans Day between, end with
# Tuesday 17; fourteen end with Monday 23.
COUNTER = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
OPENS, CLOSES = datetime(2026, 11, 18, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC)
COUNTERED = msgspec.structs.replace(
    HIDDEN,
    status="countered",
    counter_received_at=COUNTER,
    restore_not_before=OPENS,
    restore_not_after=CLOSES,
)


@pytest.mark.parametrize(
    ("notice", "now", "state"),
    [
        (NOTICE, RECEIVED + 24 * HOUR, "hide"),
        (NOTICE, RECEIVED + 25 * HOUR, "overdue"),
        (msgspec.structs.replace(HIDDEN, notified_at=None), RECEIVED + 25 * HOUR, "notify"),
        (msgspec.structs.replace(HIDDEN, notified_at=None), RECEIVED + 26 * HOUR, "overdue"),
        (HIDDEN, RECEIVED + 9999 * HOUR, "waiting_for_counter"),
        (COUNTERED, COUNTER, "must_not_restore"),
        (COUNTERED, OPENS - timedelta(seconds=1), "must_not_restore"),
        (COUNTERED, OPENS, "restore"),
        (COUNTERED, CLOSES, "restore"),
        (COUNTERED, CLOSES + timedelta(seconds=1), "overdue"),
        (msgspec.structs.replace(COUNTERED, counter_received_at=None), OPENS, "unknown"),
        (msgspec.structs.replace(NOTICE, status="restored"), OPENS, "closed"),
        (msgspec.structs.replace(NOTICE, status="withdrawn"), OPENS, "closed"),
        (msgspec.structs.replace(NOTICE, status="upheld"), OPENS, "closed"),
        (msgspec.structs.replace(NOTICE, status="lost"), OPENS, "unknown"),
    ],
)
def test_the_state_of_a_notice_by_hand(notice: Notice, now: datetime, state: str) -> None:
    assert judge_notice(notice, now).state == state


def test_a_countered_notice_tells_its_window() -> None:
    judged = judge_notice(COUNTERED, COUNTER)
    assert (judged.act_from, judged.act_until, judged.findings) == (OPENS, CLOSES, ())


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"restore_not_before": OPENS - 24 * HOUR}, "restore window differs"),
        ({"restore_not_after": None}, "restore window differs"),
        ({"hidden_at": RECEIVED + 25 * HOUR}, "later than 24 h"),
        ({"hidden_at": RECEIVED - HOUR}, "hidden_at is before"),
        ({"notified_at": RECEIVED - HOUR}, "notified_at is before"),
    ],
)
def test_times_that_contradict_are_found(changes: dict[str, object], finding: str) -> None:
    (found,) = judge_notice(msgspec.structs.replace(COUNTERED, **changes), COUNTER).findings
    assert finding in found


MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - zone beside


@given(MOMENTS, MOMENTS)
def test_nothing_is_restored_before_ten_business_days(counter: datetime, now: datetime) -> None:
    opens, closes = restore_window(counter)
    notice = msgspec.structs.replace(COUNTERED, counter_received_at=counter)
    judged: NoticeState = judge_notice(notice, now)
    assert (judged.state == "must_not_restore") == (now < opens)
    assert (judged.state == "overdue") == (now > closes)
    assert closes - opens >= timedelta(days=4)


@pytest.mark.parametrize("module", [dmca, removal_clock])
def test_the_worst_comes_first(module: object) -> None:
    urgency = getattr(module, "URGENCY")  # noqa: B009 - two modules with the same name in them
    assert urgency[0] == "overdue"
    assert len(set(urgency)) == len(urgency)


REMOVAL = Removal("r1", "post-1", "open", RECEIVED, RECEIVED + 48 * HOUR)
DECIDED = msgspec.structs.replace(REMOVAL, status="removed", decided_at=RECEIVED + 48 * HOUR)


@pytest.mark.parametrize(
    ("removal", "hours", "state", "left"),
    [
        (REMOVAL, 0, "running", 48),
        (REMOVAL, 23, "running", 25),
        (REMOVAL, 24, "alarm", 24),
        (REMOVAL, 48, "alarm", 0),
        (REMOVAL, 49, "overdue", -1),
        (DECIDED, 500, "in_time", 0),
        (msgspec.structs.replace(DECIDED, status="rejected"), 500, "in_time", 0),
        (msgspec.structs.replace(DECIDED, decided_at=RECEIVED + 50 * HOUR), 500, "late", -2),
        (msgspec.structs.replace(DECIDED, decided_at=None), 3, "unknown", 45),
        (msgspec.structs.replace(DECIDED, status="lost"), 3, "unknown", 45),
        (msgspec.structs.replace(DECIDED, status="open"), 49, "overdue", -1),
    ],
)
def test_the_removal_clock_by_hand(removal: Removal, hours: int, state: str, left: int) -> None:
    judged = judge_removal(removal, RECEIVED + hours * HOUR)
    assert (judged.state, judged.seconds_left) == (state, left * 3600)
    assert judged.due_at == RECEIVED + 48 * HOUR


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"due_at": RECEIVED + 72 * HOUR}, "not receipt and 48 h"),
        ({"status": "removed"}, "without a time of decision"),
        ({"decided_at": RECEIVED + HOUR}, "open with a time"),
        ({"status": "removed", "decided_at": RECEIVED - HOUR}, "before it was received"),
    ],
)
def test_a_removal_that_contradicts_itself_is_found(
    changes: dict[str, object], finding: str
) -> None:
    (found,) = judge_removal(msgspec.structs.replace(REMOVAL, **changes), RECEIVED).findings
    assert finding in found


@given(MOMENTS, MOMENTS, st.none() | MOMENTS)
def test_an_open_request_after_48_hours_is_never_fine(
    received: datetime, now: datetime, written: datetime | None
) -> None:
    removal = msgspec.structs.replace(REMOVAL, received_at=received, decided_at=written)
    overdue = judge_removal(removal, now).state == "overdue"
    assert overdue == (now - received > timedelta(hours=48))
