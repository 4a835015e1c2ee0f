"""What people type, as core-api reads it: money, times, tags, text, and the hash of a signed paper.

Pure. Times are UTC, as the labels say; every currency here has two decimals.
"""

import re
from datetime import date, datetime
from hashlib import sha256

from services.console.errors import BadFormError

CURRENCIES = ("EUR", "USD", "GBP", "CHF")
_MONEY = re.compile(r"([0-9]{1,9})(?:[.,]([0-9]{1,2}))?")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def parse_money(text: str) -> int:
    """Return an amount such as `4.50` in minor units.

    Raises `BadFormError` for anything else.
    """
    found = _MONEY.fullmatch(text.strip())
    if found is None:
        raise BadFormError("amount: write it as 4.50, without a currency")
    whole, part = found.groups(default="")
    return int(whole) * 100 + int(part.ljust(2, "0"))


def parse_moment(text: str, name: str) -> str:
    """Return the value of a field for a time, which is UTC, with its offset.

    Raises `BadFormError` if it is none.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadFormError(f"{name}: expected a day and a time") from error
    if moment.tzinfo is not None:
        raise BadFormError(f"{name}: expected a time in UTC, without an offset")
    return f"{moment.isoformat(timespec='seconds')}Z"


def parse_day(text: str | None, name: str) -> date | None:
    """Return the value of a field for a day, or None if it is empty.

    Raises `BadFormError` if it is none.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadFormError(f"{name}: expected a day as in 2026-11-22") from error


def start_of(day: date | None) -> str | None:
    """Return the first moment of a day, UTC."""
    return None if day is None else f"{day.isoformat()}T00:00:00Z"


def plain_text(text: str) -> str:
    """Return text with one kind of line break: a form sends CR LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def split_words(text: str | None) -> list[str]:
    """Return what commas or lines separate, each once, in the order given."""
    parts = (part.strip() for part in re.split(r"[,\n]", plain_text(text or "")))
    return list(dict.fromkeys(part for part in parts if part))


def split_lines(text: str | None) -> list[str]:
    """Return the lines that are not empty."""
    return [line.strip() for line in plain_text(text or "").split("\n") if line.strip()]


def hash_signed(content: bytes | None, given: str | None) -> str:
    """Return the SHA-256 of a signed paper: of the file itself, or as it was given.

    Raises `BadFormError` if neither or something else was given.
    """
    if content:
        return sha256(content).hexdigest()
    if given is None:
        raise BadFormError("signed paper: choose the file, or give its SHA-256")
    found = given.strip().lower()
    if not _SHA256.fullmatch(found):
        raise BadFormError("SHA-256: expected 64 hexadecimal characters")
    return found
