"""Ids that sort as they were made."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.core_api.gypsycove.identifiers import new_id

MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


@given(moment=MOMENTS)
def test_an_id_is_a_uuid_of_version_7(moment: datetime) -> None:
    made = new_id(moment)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")


@given(moment=MOMENTS, later=st.timedeltas(timedelta(milliseconds=1), timedelta(days=400)))
def test_a_later_id_is_greater(moment: datetime, later: timedelta) -> None:
    assert new_id(moment) < new_id(moment + later)


def test_ids_of_one_moment_differ() -> None:
    now = datetime(2026, 1, 2, tzinfo=UTC)
    assert len({new_id(now) for _ in range(1000)}) == 1000
