"""Flesch reading ease: what is counted, and the figure by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.lyra.readability import (
    count_syllables,
    measure_readability,
    split_sentences,
    split_words,
)


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("make", 1),
        ("makes", 1),
        ("the", 1),
        ("table", 2),
        ("whole", 1),
        ("walked", 1),
        ("wanted", 2),
        ("played", 1),
        ("horses", 2),
        ("reading", 2),
        ("beautiful", 3),
        ("people", 2),
        ("tree", 1),
        ("child's", 1),
        ("rhythm", 1),
        ("2026", 1),
        ("tsk", 1),
    ],
)
def test_syllables_of_common_words(word: str, syllables: int) -> None:
    assert count_syllables(word) == syllables


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("Dr. Who met J. Doe, e.g. at 3.5 miles.", ["Dr. Who met J. Doe, e.g. at 3.5 miles."]),
        ('He said "go." She went.', ['He said "go."', "She went."]),
        ("Wait ... what?!", ["Wait ...", "what?!"]),
        ("... !!! ?", []),
        ("", []),
    ],
)
def test_sentences_end_where_they_end(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences


def test_words_with_hyphen_or_apostrophe_are_one() -> None:
    assert split_words("A well-known child's 3.5 miles — naïve_x") == [
        "A",
        "well-known",
        "child's",
        "3.5",
        "miles",
        "naïve",
        "x",
    ]


def test_the_figure_by_hand() -> None:
    # 2 sentences, 10 words, syllables: The cat sat on the mat = 6, Reading is easy now = 6.
    # 206.835 - 1.015 * 5 - 84.6 * 12 / 10 = 206.835 - 5.075 - 101.52 = 100.24.
    found = measure_readability(["The cat sat on the mat. Reading is easy now."])
    assert (found.words, found.sentences, found.syllables) == (10, 2, 12)
    assert (found.words_per_sentence, found.reading_ease) == (5.0, 100.2)
    assert (found.band, found.enough_text) == ("very easy", False)


def test_long_words_in_long_sentences_are_very_difficult() -> None:
    text = " ".join(["Organisational considerations necessitate comprehensive documentation"] * 20)
    found = measure_readability([text])
    assert (found.band, found.enough_text) == ("very difficult", True)


def test_without_words_there_is_no_figure() -> None:
    found = measure_readability(["...", ""])
    assert (found.reading_ease, found.words_per_sentence, found.band) == (None, None, "")


@given(st.lists(st.text(max_size=300), max_size=4))
def test_any_text_is_measured(paragraphs: list[str]) -> None:
    found = measure_readability(paragraphs)
    assert found.words >= found.sentences
    assert found.syllables >= found.words
    assert (found.reading_ease is None) == (found.words == 0)


@given(st.text(alphabet="Ab .!?\"'", max_size=60))
def test_no_word_is_lost_between_sentences(paragraph: str) -> None:
    words = [word for sentence in split_sentences(paragraph) for word in split_words(sentence)]
    assert words == split_words(paragraph)
