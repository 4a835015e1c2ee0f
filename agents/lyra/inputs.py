"""What lyra's capabilities take: a text in the task, or the id of a post of core-api."""

from datetime import date
from typing import Annotated

import msgspec

from agents.lyra.content_calendar import WEEKDAYS, Draft, Weekday
from agents.lyra.template_library import TemplateName, Values
from agents.runtime.core_api_pages import ObjectId
from agents.runtime.result_part import FromRow

DRAFTS_MAX = 400


class CalendarInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The days, and either drafts or the creator whose posts are read."""

    first_day: date
    days: Annotated[int, msgspec.Meta(ge=1, le=92)]
    weekdays: Annotated[tuple[Weekday, ...], msgspec.Meta(min_length=1, max_length=7)] = WEEKDAYS
    hour_utc: Annotated[int, msgspec.Meta(ge=0, le=23)] = 17
    creator_id: ObjectId | None = None
    drafts: Annotated[tuple[Draft, ...], msgspec.Meta(max_length=DRAFTS_MAX)] | None = None
    from_row: FromRow = 0


class ReviewInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to review: a text in Markdown with its tags, or a post."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=20_000)] | None = None
    tags: Annotated[
        tuple[Annotated[str, msgspec.Meta(max_length=200)], ...], msgspec.Meta(max_length=50)
    ] = ()
    post_id: ObjectId | None = None
    from_row: FromRow = 0


class TemplatesInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`list_templates` needs nothing."""


class FillInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which template, and a value for each of its placeholders."""

    template: TemplateName
    values: Values


class OutlineInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which template, how long the text shall be, and values for placeholders in headings."""

    template: TemplateName
    words: Annotated[int, msgspec.Meta(ge=50, le=20_000)] = 600
    values: Values = {}
