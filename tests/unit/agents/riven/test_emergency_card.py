"""The emergency card."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.riven.emergency_card import (
    CARD_COLUMNS,
    NOTES_CHARACTERS_MAX,
    CardContact,
    CardFields,
    make_card,
)
from agents.runtime.errors import TaskError


def test_card_shows_everything_the_family_wrote() -> None:
    fields = CardFields(
        meeting_place_name="Old mill",
        contacts=[CardContact("Aunt Ida", "+49 30 1234")],
        medical_notes="Ben: peanuts\nAda: inhaler",
    )
    card = make_card("Fern", fields)
    rule = "-" * CARD_COLUMNS
    assert card.text.splitlines() == [
        rule, "EMERGENCY CARD Fern", rule,
        "Meet at:", "  Old mill",
        "Call:", "  Aunt Ida: +49 30 1234",
        "Medical notes:", "  Ben: peanuts", "  Ada: inhaler",
        rule,
    ]  # fmt: skip
    assert card.fields == fields


def test_control_characters_do_not_reach_the_printer() -> None:
    card = make_card("Fern\x1b[2J", CardFields(meeting_place_name="mill\u202e \x00 gate"))
    assert "EMERGENCY CARD Fern [2J" in card.text
    assert "mill gate" in card.text


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (CardFields(), "empty"),
        (CardFields(meeting_place_name="\x00", medical_notes="asthma"), "empty"),
        (CardFields("mill", medical_notes="x" * (NOTES_CHARACTERS_MAX + 1)), "shorten"),
    ],
)
def test_card_that_helps_nobody_is_refused(fields: CardFields, reason: str) -> None:
    with pytest.raises(TaskError, match=reason):
        make_card("Fern", fields)


@given(st.text(min_size=1, max_size=200), st.text(max_size=500))
def test_every_line_fits_on_the_card(place: str, notes: str) -> None:
    fields = CardFields(place, [CardContact("Ida", "123")], notes)
    lines = make_card("Fern", fields).text.splitlines()
    assert all(len(line) <= CARD_COLUMNS for line in lines)
