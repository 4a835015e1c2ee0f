"""What people type becomes what core-api reads, or is refused with a reason."""

from datetime import date
from hashlib import sha256

import pytest

from services.console.errors import BadFormError
from services.web_shell.form_values import (
    hash_signed,
    parse_day,
    parse_moment,
    parse_money,
    plain_text,
    split_lines,
    split_words,
    start_of,
)


@pytest.mark.parametrize(
    ("text", "minor"),
    [("4.50", 450), ("4,5", 450), ("12", 1200), (" 0.05 ", 5), ("999999999.99", 99_999_999_999)],
)
def test_money_becomes_minor_units(text: str, minor: int) -> None:
    assert parse_money(text) == minor


@pytest.mark.parametrize("text", ["", "-1", "1.234", "1,000.00", "4.5 EUR", "1e3", "٤"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(BadFormError, match="amount"):
        parse_money(text)


def test_time_of_a_field_is_utc() -> None:
    assert parse_moment("2026-11-22T19:03", "when") == "2026-11-22T19:03:00Z"


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-13-01T00:00", "2026-11-22T19:03+02:00"])
def test_what_is_no_time_in_utc_is_refused(text: str) -> None:
    with pytest.raises(BadFormError, match="when"):
        parse_moment(text, "when")


def test_day_may_be_empty() -> None:
    assert parse_day(None, "from") is None
    assert start_of(None) is None


def test_day_starts_at_midnight_utc() -> None:
    assert start_of(parse_day("2026-11-22", "from")) == "2026-11-22T00:00:00Z"
    assert parse_day("2026-11-22", "from") == date(2026, 11, 22)


def test_what_is_no_day_is_refused() -> None:
    with pytest.raises(BadFormError, match="from"):
        parse_day("22.11.2026", "from")


def test_line_breaks_of_a_form_become_one_kind() -> None:
    assert plain_text("a\r\n\r\nb\rc") == "a\n\nb\nc"


def test_words_are_split_by_commas_and_lines_each_once() -> None:
    assert split_words("night, river\r\nnight,, ") == ["night", "river"]
    assert split_words(None) == []


def test_lines_keep_their_commas() -> None:
    assert split_lines("A letter, each month\r\n\r\n Early ") == ["A letter, each month", "Early"]


def test_signed_paper_is_hashed_whatever_else_was_given() -> None:
    assert hash_signed(b"I agree", "f" * 64) == sha256(b"I agree").hexdigest()


def test_hash_of_a_signed_paper_can_be_given() -> None:
    assert hash_signed(None, " " + "A" * 64) == "a" * 64


@pytest.mark.parametrize("given", [None, "abc", "g" * 64])
def test_consent_without_paper_and_hash_is_refused(given: str | None) -> None:
    with pytest.raises(BadFormError):
        hash_signed(b"", given)
