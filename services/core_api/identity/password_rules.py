"""Which passwords are refused: too short for the role, common, or made from who uses them.

No rules of composition and no forced change (NIST SP 800-63B, 3.1.1.2). Instead of a long list, a
password is reduced to its core: letters that digits and signs stand for are put back, what is
appended is taken away; what is then mostly one or two words that everybody tries first is refused.
"""

import re
from pathlib import Path

CHARACTERS_MIN = 8
CHARACTERS_MIN_PRIVILEGED = 15
"""For those who administer: their account opens everybody's."""
CHARACTERS_MAX = 256
_DISTINCT_MIN = 5
_CORE_WORDS_MAX = 2
_REST_SHARE_MIN = 0.5
"""Of the letters that are left without two common words."""
_SUBSTITUTES = str.maketrans("0134578@$!", "oieastbasi")
_SEQUENCES = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiop",
)
_CORES = frozenset(
    (Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8").split(),
)


def check_password(password: str, names: tuple[str, ...], *, is_privileged: bool) -> list[str]:
    """Find reasons against a new password; `names` are those of its user."""
    shortest = CHARACTERS_MIN_PRIVILEGED if is_privileged else CHARACTERS_MIN
    if not shortest <= len(password) <= CHARACTERS_MAX:
        return [f"a password has {shortest} to {CHARACTERS_MAX} characters here"]
    folded = password.casefold()
    if len(set(folded)) < _DISTINCT_MIN or _is_repetition(folded):
        return ["the password repeats itself; take several unrelated words"]
    if any(_is_sequence(part) for part in re.split(r"[^a-z0-9]+", folded)):
        return ["the password is a sequence of keys; take several unrelated words"]
    if any(len(name) > 2 and name.casefold() in folded for name in names):  # noqa: PLR2004 - letters
        return ["the password contains the name of its user; take several unrelated words"]
    if _has_common_core(folded):
        return ["the password is a common one; take several unrelated words"]
    return []


def _is_repetition(text: str) -> bool:
    return (text + text).find(text, 1) < len(text)


def _is_sequence(text: str) -> bool:
    half = len(text) >= CHARACTERS_MIN
    return half and any(text in line or text in line[::-1] for line in _SEQUENCES)


def _has_common_core(folded: str) -> bool:
    candidates = {folded, folded.translate(_SUBSTITUTES)}
    letters = {re.sub(r"[^a-z]", "", candidate) for candidate in candidates}
    letters |= {re.sub(r"[^a-z]", "", folded.strip("0123456789!?.,*#-_ ").translate(_SUBSTITUTES))}
    return any(_is_common(core) for core in letters if core)


def _is_common(core: str) -> bool:
    words = sorted((word for word in _CORES if word in core), key=len, reverse=True)
    left = core
    for word in words[:_CORE_WORDS_MAX]:
        left = left.replace(word, "")
    return len(left) < len(core) * _REST_SHARE_MIN
