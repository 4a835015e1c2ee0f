"""What is recorded about a member, in words for children: shown before consent, and ever after.

Who changes what core-api keeps changes this text and its version: a consent names the version.
"""

from dataclasses import dataclass

CONSENT_TEXT_VERSION = "2026-11"


@dataclass(frozen=True, slots=True)
class Recorded:
    """One kind of record."""

    what: str
    why: str
    kept: str


RECORDED = (
    Recorded(
        "Name, role and, if a parent wrote it down, year of birth",
        "So that the family knows who is who.",
        "Until a parent deletes the member.",
    ),
    Recorded(
        "The consent of a parent, for a child",
        "So that it is clear who agreed to what, and when.",
        "Until a parent deletes the member.",
    ),
    Recorded(
        "Screen time budget and screen-free times",
        "So that everybody sees what was agreed.",
        "Until they are changed.",
    ),
    Recorded(
        "Screen time: when it started and stopped, and of which kind (games, video, ...)",
        "So that the time left can be counted.",
        "30 days.",
    ),
    Recorded(
        "Requests for more time: minutes, reason, and the answer",
        "So that a parent can decide, and the answer can be read.",
        "Until a parent deletes the member.",
    ),
    Recorded(
        "Check-ins: until when, the note, and whether they were done",
        "So that somebody notices if help is needed.",
        "Until a parent deletes the member.",
    ),
    Recorded(
        "Messages in the family's room, with the name of who wrote them",
        "So that the family can talk.",
        "Until a parent deletes the whole family.",
    ),
    Recorded(
        "The login, a scrambled form of the password, and where one is logged in",
        "So that nobody else can pretend to be you.",
        "Until an administrator removes the account.",
    ),
)
NOT_RECORDED = (
    "Where anybody is: there is no location here at all",
    "What is on a screen, which pages or videos are opened",
    "Pictures, sounds, contacts of a phone",
)
