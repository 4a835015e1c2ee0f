"""Budgets and times without screens, from forms and in words."""

import pytest
from starlette.datastructures import FormData

from services.console.errors import BadFormError
from services.console.forms import Form
from services.gypsy_cove.agreements import (
    describe_window,
    name_window,
    parse_budget,
    parse_window,
)

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _budget(**changed: str) -> Form:
    return Form(FormData({**dict.fromkeys(_DAYS, "90"), **changed}))


def _window(days: list[str], **fields: str) -> Form:
    return Form(FormData([*(("days", day) for day in days), *fields.items()]))


def test_budget_has_every_day() -> None:
    assert parse_budget(_budget(sunday="0")) == {
        **dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat"), 90),
        "sun": 0,
    }


@pytest.mark.parametrize("minutes", ["-1", "1441", "many", ""])
def test_budget_of_no_day_is_refused(minutes: str) -> None:
    with pytest.raises(BadFormError, match=r"(?i)monday"):
        parse_budget(_budget(monday=minutes))


def test_window_has_its_days_in_the_order_of_the_week() -> None:
    form = _window(["sun", "mon"], **{"from": "21:00", "until": "07:00:00"})
    assert parse_window(form) == {"days": ["mon", "sun"], "from": "21:00", "until": "07:00"}


def test_whole_day_ends_at_midnight_whatever_the_clocks_say() -> None:
    form = _window(["sat"], whole_day="yes", **{"from": "21:00", "until": "07:00"})
    assert parse_window(form) == {"days": ["sat"], "from": "00:00", "until": "24:00"}


@pytest.mark.parametrize(
    ("days", "begin", "until"),
    [
        ([], "21:00", "07:00"),
        (["mon"], "21:00", "21:00"),
        (["mon"], "25:00", "07:00"),
        (["noday"], "21:00", "07:00"),
    ],
)
def test_window_that_is_none_is_refused(days: list[str], begin: str, until: str) -> None:
    with pytest.raises(BadFormError):
        parse_window(_window(days, **{"from": begin, "until": until}))


@pytest.mark.parametrize(
    ("days", "begin", "until", "words"),
    [
        (["mon"], "21:00", "07:00", "Monday, 21:00 until 07:00 the next day"),
        (["mon", "wed"], "13:00", "15:00", "Monday, Wednesday, 13:00 until 15:00"),
        (["sat", "sun"], "00:00", "24:00", "Weekend, the whole day"),
        (
            ["mon", "tue", "wed", "thu", "fri"],
            "20:00",
            "00:00",
            "Monday to Friday, 20:00 until midnight",
        ),
        (
            ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
            "22:00",
            "24:00",
            "Every day, 22:00 until midnight",
        ),
    ],
)
def test_window_in_words(days: list[str], begin: str, until: str, words: str) -> None:
    assert describe_window({"days": days, "from": begin, "until": until}) == words


def test_windows_that_differ_have_different_names() -> None:
    window = {"days": ["mon"], "from": "21:00", "until": "07:00"}
    others = [
        {**window, "days": ["tue"]},
        {**window, "from": "20:00"},
        {**window, "until": "06:00"},
    ]
    assert len({name_window(one) for one in (window, *others)}) == 4
