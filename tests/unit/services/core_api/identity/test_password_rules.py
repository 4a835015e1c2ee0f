"""Which passwords are taken."""

import pytest

from services.core_api.identity.password_rules import check_password

_NAMES = ("ada.lovelace", "Ada")


@pytest.mark.parametrize(
    "password",
    [
        "violet-harbour-74-lantern",
        "kz8#Qw!m",
        "Grüße aus Köln am Rhein",
        "pässwörtchen-im-keller",
        "x7" * 3 + "k9-mq-w",
        "z" * 20 + "-some-longer-thing-" + "0123456789" * 3,
        "my dragon ate the neighbour's tomatoes",
        "ab" + "🦊🐢🐙🦉" * 3,
        "kz8#Qw!m-4tqX2 " * 15 + "end of it",
    ],
)
def test_a_good_password_is_taken(password: str) -> None:
    assert check_password(password, _NAMES, is_privileged=False) == []


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("kz8#Qw!", "8 to 256"),
        ("kz8#Qw!m" * 33, "8 to 256"),
        ("aaaaaaaaaaaa", "repeats"),
        ("abcabcabcabc", "repeats"),
        ("kz8#Qkz8#Qkz8#Q", "repeats"),
        ("12345678", "sequence"),
        ("987654321", "sequence"),
        ("qwertyuiop", "sequence"),
        ("abcdefghijkl", "sequence"),
        ("!!abcdefgh!!", "sequence"),
        ("password", "common"),
        ("Password1!", "common"),
        ("P@ssw0rd2026", "common"),
        ("passwordpassword1", "common"),
        ("letmein!!!!99", "common"),
        ("Summer2026!", "common"),
        ("W1llk0mmen#1", "common"),
        ("NovaOS2026!", "common"),
        ("iloveyou<3<3", "common"),
        ("dragonmonkey12", "common"),
        ("correct horse battery staple", "common"),
        ("ada.lovelace-1842", "name of its user"),
        ("i-am-Ada-and-nobody", "name of its user"),
    ],
)
def test_a_bad_password_is_refused_with_the_reason(password: str, reason: str) -> None:
    (found,) = check_password(password, _NAMES, is_privileged=False)
    assert reason in found
    assert password == "password" or password not in found  # noqa: S105 - a case


def test_who_administers_needs_a_longer_one() -> None:
    assert check_password("kz8#Qw!m-4tqX2", (), is_privileged=False) == []
    (found,) = check_password("kz8#Qw!m-4tqX2", (), is_privileged=True)
    assert "15 to 256" in found
    assert check_password("kz8#Qw!m-4tqX2u", (), is_privileged=True) == []
