"""What lyra answers, as this area takes it: only what fits these shapes is kept and shown.

Members that a later lyra adds are left out. An answer of another shape is none: it counts as
failed, never as a draft without findings.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError

EDITOR = "lyra"
REVIEW, MEDIA, CALENDAR = "review_draft", "check_media", "content_calendar"


class _Answer(BaseModel):
    """Base of lyra's answers."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Readability(_Answer):
    """Flesch reading ease, and the counts that it is made of."""

    words: int
    sentences: int
    syllables: int
    words_per_sentence: float | None
    reading_ease: float | None
    band: str
    enough_text: bool


class Finding(_Answer):
    """One thing to look at."""

    kind: str
    line: int | None = None
    """Counted from 1; 0 is the alternative text beside the post's text. None for a tag."""
    tag: str | None = None
    message: str


class Findings(_Answer):
    """The first findings, and how many there are."""

    rows: list[Finding]
    total: int


class Review(_Answer):
    """How a draft reads and how it is built."""

    readability: Readability
    headings: int
    paragraphs: int
    findings: Findings


class MediaCheck(_Answer):
    """What is wrong with images, links and tags."""

    images: int
    links: int
    tags: int
    findings: Findings


class Proposal(_Answer):
    """One draft and its place; without a place `publish_at` is null."""

    post_id: UUID
    title: str
    publish_at: datetime | None
    reason: str


class Proposals(_Answer):
    """The first proposals, and how many there are."""

    rows: list[Proposal]
    total: int


class Plan(_Answer):
    """The places of all drafts."""

    drafts: int
    placed: int
    entries: Proposals


_SHAPES: dict[str, type[_Answer]] = {REVIEW: Review, MEDIA: MediaCheck, CALENDAR: Plan}


def parse_answer(capability: str, result: Any) -> dict[str, Any] | None:  # noqa: ANN401 - any JSON
    """Return what is kept of an answer; None if it has not the shape of one."""
    try:
        return _SHAPES[capability].model_validate(result).model_dump(mode="json")
    except ValidationError:
        return None
