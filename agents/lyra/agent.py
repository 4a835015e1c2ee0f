"""Lyra's capabilities: content calendar, review of a draft, checks, templates, lesson plans.

Handlers take the text from the task or read it from core-api, and hand it to the modules that
judge. Nothing is written back: people decide what becomes of a finding.
"""

from datetime import UTC, datetime, time

import msgspec

from agents.lyra.alt_text import check_alt_text, check_alt_texts
from agents.lyra.content_calendar import Frame, plan_calendar
from agents.lyra.inputs import (
    CalendarInput,
    FillInput,
    OutlineInput,
    ReviewInput,
    TemplatesInput,
)
from agents.lyra.lesson_plan import LessonInput, LessonPlan, build_lesson, load_activities
from agents.lyra.links import check_links
from agents.lyra.markdown_text import parse_markdown
from agents.lyra.readability import Readability, measure_readability
from agents.lyra.source import Post, load_drafts, load_post
from agents.lyra.structure import Finding, check_structure
from agents.lyra.tags import TagFinding, check_tags
from agents.lyra.template_library import (
    OutlineSection,
    Placeholder,
    fill_template,
    load_template,
    outline,
    template_names,
)
from agents.runtime.capability import Capability, TaskContext, agent_module
from agents.runtime.errors import TaskError
from agents.runtime.result_part import Part, take_part

VERSION = "1.0.0"


class Calendar(msgspec.Struct, frozen=True):
    """The places of all drafts."""

    drafts: int
    placed: int
    entries: Part


class Review(msgspec.Struct, frozen=True):
    """How a draft reads and how it is built."""

    readability: Readability
    headings: int
    paragraphs: int
    findings: Part


class MediaCheck(msgspec.Struct, frozen=True):
    """What is wrong with images, links and tags."""

    images: int
    links: int
    tags: int
    findings: Part


class TemplateInfo(msgspec.Struct, frozen=True):
    """One template and what it needs."""

    name: str
    description: str
    placeholders: dict[str, Placeholder]


class Templates(msgspec.Struct, frozen=True):
    """The library."""

    templates: list[TemplateInfo]


class Filled(msgspec.Struct, frozen=True):
    """The finished text."""

    template: str
    markdown: str


class Outline(msgspec.Struct, frozen=True):
    """What to write, section by section."""

    template: str
    words: int
    sections: list[OutlineSection]


def content_calendar(wanted: CalendarInput, context: TaskContext) -> Calendar:
    """Plan the days ahead."""
    now = context.now()
    if datetime.combine(wanted.first_day, time(wanted.hour_utc), UTC) <= now:
        raise TaskError(f"{wanted.first_day} at {wanted.hour_utc}:00 UTC is over; begin later")
    if (wanted.drafts is None) == (wanted.creator_id is None):
        raise TaskError("give either drafts or creator_id")
    drafts = wanted.drafts or ()
    if wanted.creator_id:
        drafts = tuple(load_drafts(context, wanted.creator_id, now))
    if len({draft.id for draft in drafts}) != len(drafts):
        raise TaskError("two drafts have the same id; give each one its own")
    frame = Frame(wanted.first_day, wanted.days, wanted.weekdays, wanted.hour_utc)
    entries = plan_calendar(drafts, frame)
    placed = sum(entry.publish_at is not None for entry in entries)
    return Calendar(len(drafts), placed, take_part(entries, wanted.from_row))


def review_draft(wanted: ReviewInput, context: TaskContext) -> Review:
    """Measure readability and check the structure."""
    text = parse_markdown(_require_post(wanted, context).body)
    return Review(
        readability=measure_readability([paragraph.text for paragraph in text.paragraphs]),
        headings=len(text.headings),
        paragraphs=len(text.paragraphs),
        findings=take_part(check_structure(text), wanted.from_row),
    )


def check_media(wanted: ReviewInput, context: TaskContext) -> MediaCheck:
    """Check alternative texts, links and tags."""
    post = _require_post(wanted, context)
    text = parse_markdown(post.body)
    found: list[Finding | TagFinding] = [*check_alt_texts(text.images), *check_links(text)]
    if post.alt_text is not None:
        found += check_alt_text(post.alt_text, 0)
    found += check_tags(post.tags)
    part = take_part(found, wanted.from_row)
    return MediaCheck(len(text.images), len(text.links), len(post.tags), part)


def list_templates(_: TemplatesInput, context: TaskContext) -> Templates:
    """Tell what the library holds."""
    del context
    loaded = [load_template(name) for name in template_names()]
    return Templates([TemplateInfo(t.name, t.description, t.placeholders) for t in loaded])


def fill(wanted: FillInput, context: TaskContext) -> Filled:
    """Fill a template."""
    del context
    return Filled(wanted.template, fill_template(load_template(wanted.template), wanted.values))


def make_outline(wanted: OutlineInput, context: TaskContext) -> Outline:
    """Make an outline from a template."""
    del context
    sections = outline(load_template(wanted.template), wanted.values, wanted.words)
    return Outline(wanted.template, wanted.words, sections)


def lesson_plan(wanted: LessonInput, context: TaskContext) -> LessonPlan:
    """Build a lesson plan."""
    del context
    return build_lesson(wanted, load_activities())


def _require_post(wanted: ReviewInput, context: TaskContext) -> Post:
    """Return the text of the task, or read the post that it names."""
    if (wanted.text is None) == (wanted.post_id is None):
        raise TaskError("give either text or post_id")
    if wanted.post_id:
        return load_post(context, wanted.post_id)
    return Post("", "", wanted.text or "", None, wanted.tags)


AGENT = agent_module(
    VERSION,
    Capability(
        "content_calendar",
        CalendarInput,
        content_calendar,
        description="Spread drafts over days, one a day, around what is scheduled; every place has "
        "a reason.",
    ),
    Capability(
        "review_draft",
        ReviewInput,
        review_draft,
        description="Flesch reading ease (English) and structure of a draft: sentences, "
        "paragraphs, headings.",
    ),
    Capability(
        "check_media",
        ReviewInput,
        check_media,
        description="Check alternative texts, links (without following them) and tags of a draft.",
    ),
    Capability(
        "list_templates",
        TemplatesInput,
        list_templates,
        description="The templates of the library with their placeholders.",
    ),
    Capability(
        "fill_template",
        FillInput,
        fill,
        description="Fill a template of the library; every placeholder needs a value.",
    ),
    Capability(
        "outline",
        OutlineInput,
        make_outline,
        description="An outline from a template with a number of words for each section.",
    ),
    Capability(
        "lesson_plan",
        LessonInput,
        lesson_plan,
        description="A lesson for a child of 4 to 17 years: timed phases, activities, materials, "
        "checks.",
    ),
)
