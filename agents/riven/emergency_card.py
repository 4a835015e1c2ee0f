"""The emergency card of a family: fields in, a printable page and the same as JSON out.

No coordinates: the meeting place is a name that the family knows. Control characters are taken out,
so that what is printed is what was checked.
"""

import unicodedata
from typing import Annotated

import msgspec

from agents.runtime.errors import TaskError

CARD_COLUMNS = 60
CONTACTS_MAX = 20
NOTES_CHARACTERS_MAX = 2000
"""More does not fit on a card; the page and the fields together have to fit into a result."""
_PHONE_PATTERN = r"^[+]?[0-9 ()/.-]{3,40}\Z"
_RULE = "-" * CARD_COLUMNS

CardLine = Annotated[str, msgspec.Meta(max_length=200)]
CardText = Annotated[str, msgspec.Meta(max_length=20_000)]
"""What core-api keeps; a card takes less."""


class CardContact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody to call."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    phone: Annotated[str, msgspec.Meta(pattern=_PHONE_PATTERN)]


class CardFields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands on the card."""

    meeting_place_name: CardLine = ""
    contacts: Annotated[list[CardContact], msgspec.Meta(max_length=CONTACTS_MAX)] = []
    medical_notes: CardText = ""


class EmergencyCard(msgspec.Struct, frozen=True):
    """A card to print and to keep."""

    family: str
    fields: CardFields
    text: str
    """Lines of at most 60 columns, for any printer."""


def make_card(family: str, fields: CardFields) -> EmergencyCard:
    """Lay the card out.

    Raises `TaskError` if it would help nobody (neither a place nor a contact), or is too long.
    """
    if len(fields.medical_notes) > NOTES_CHARACTERS_MAX:
        raise TaskError(
            f"the medical notes have {len(fields.medical_notes)} characters, a card takes"
            f" {NOTES_CHARACTERS_MAX}; shorten them",
        )
    clean = CardFields(
        meeting_place_name=clean_text(fields.meeting_place_name),
        contacts=[CardContact(clean_text(one.name), one.phone) for one in fields.contacts],
        medical_notes="\n".join(map(clean_text, fields.medical_notes.splitlines())).strip(),
    )
    if not clean.meeting_place_name and not clean.contacts:
        raise TaskError("the card is empty; give a meeting place or a contact")
    name = clean_text(family)
    return EmergencyCard(name, clean, "\n".join(_lines(name, clean)) + "\n")


def clean_text(text: str) -> str:
    """Return one line without control and format characters, and without needless spaces."""
    visible = (" " if unicodedata.category(char).startswith("C") else char for char in text)
    return " ".join("".join(visible).split())


def _lines(family: str, fields: CardFields) -> list[str]:
    lines = [_RULE, *_wrapped(f"EMERGENCY CARD {family}"), _RULE, "Meet at:"]
    lines += _wrapped(fields.meeting_place_name or "(no place agreed)", "  ")
    lines.append("Call:")
    for contact in fields.contacts:
        lines += _wrapped(f"{contact.name}: {contact.phone}", "  ")
    if not fields.contacts:
        lines.append("  (no contacts)")
    if fields.medical_notes:
        lines.append("Medical notes:")
        for line in fields.medical_notes.splitlines():
            lines += _wrapped(line, "  ")
    return [*lines, _RULE]


def _wrapped(text: str, indent: str = "") -> list[str]:
    """Break `text` at spaces, and words that are too long anywhere."""
    width = CARD_COLUMNS - len(indent)
    lines, line = [], ""
    for word in text.split():
        rest = word
        while len(rest) > width:
            if line:
                lines.append(line)
                line = ""
            lines.append(rest[:width])
            rest = rest[width:]
        if line and len(line) + 1 + len(rest) > width:
            lines.append(line)
            line = rest
        elif rest:
            line = f"{line} {rest}".strip()
    return [f"{indent}{one}" for one in (*lines, line) if one]
