"""Judge a shared token before anything trusts it.

Promises that a short token, a placeholder from documentation or a token with almost no variety is
found. It never repeats the token: what it says can go to a log.
"""

import re

from agents.contract.limits import TOKEN_CHARACTERS_MIN

_DISTINCT_CHARACTERS_MIN = 8
"""32 random hexadecimal digits have fewer than 8 distinct ones in about 1 of 10^6 cases."""
_PERIOD_MAX = 8
_PLACEHOLDERS = (
    "changeme",
    "change_me",
    "change-me",
    "your_",
    "your-",
    "yourtoken",
    "token_here",
    "token-here",
    "secure_token",
    "placeholder",
    "replace_me",
    "replaceme",
    "example",
    "insert_",
    "dummy",
    "secret_here",
    "xxxx",
    "${",
    "{{",
)
_PRINTABLE = re.compile(r"[!-~]+")


def check_token(token: str) -> list[str]:
    """Find reasons why `token` must not be used."""
    found = []
    if len(token) < TOKEN_CHARACTERS_MIN:
        found.append(f"it has {len(token)} characters, at least {TOKEN_CHARACTERS_MIN} are needed")
    if token and not _PRINTABLE.fullmatch(token):
        found.append("it has characters that cannot be in an HTTP header")
    lowered = token.lower()
    if any(word in lowered for word in _PLACEHOLDERS):
        found.append("it looks like a placeholder")
    if len(token) >= TOKEN_CHARACTERS_MIN and _is_monotonous(lowered):
        found.append("it repeats itself and can be guessed")
    return found


def _is_monotonous(token: str) -> bool:
    if len(set(token)) < _DISTINCT_CHARACTERS_MIN:
        return True
    return any(
        token == (token[:period] * len(token))[: len(token)] for period in range(1, _PERIOD_MAX + 1)
    )
