"""Tokens that must not be used are found, and no finding repeats one."""

import secrets

import pytest

from agents.contract.token import check_token
from tests.support.platform_messages import TOKEN


def test_random_token_is_good() -> None:
    assert check_token(TOKEN) == []


@pytest.mark.parametrize("size", [24, 32, 48])
def test_generated_tokens_are_good(size: int) -> None:
    assert check_token(secrets.token_urlsafe(size)) == []
    assert check_token(secrets.token_hex(size)) == []


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ("", "characters"),
        (TOKEN[:31], "31 characters"),
        ("your_secure_token_here", "placeholder"),
        ("your_secure_token_here_0123456789abcdef", "placeholder"),
        (TOKEN[:28] + "ChangeMe", "placeholder"),
        ("xxxx" + TOKEN, "placeholder"),
        ("${AGENT_SHARED_TOKEN}" + TOKEN, "placeholder"),
        ("a" * 64, "repeats"),
        ("abcdefgh" * 5, "repeats"),
        ("0101010101" * 4, "repeats"),
        (TOKEN + " ", "HTTP header"),
        (TOKEN + "\n" + TOKEN, "HTTP header"),
        (TOKEN + "é", "HTTP header"),
    ],
)
def test_weak_token_is_refused_without_showing_it(token: str, reason: str) -> None:
    found = check_token(token)
    assert any(reason in line for line in found), found
    assert not token or token not in "".join(found)
