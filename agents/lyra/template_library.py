"""The library of templates: data files beside this module, and filling them strictly.

A template is filled only if every placeholder has a value and every value has a placeholder; values
are put in once and never read for placeholders themselves.
"""

import os
import re
from collections.abc import Mapping
from typing import Annotated

import msgspec

from agents.runtime.errors import TaskError

FOLDER = os.path.join(os.path.dirname(__file__), "templates")  # noqa: PTH118, PTH120 - pathlib costs an agent memory
_PLACEHOLDER = re.compile(r"\{\{([a-z][a-z0-9_]{0,31})\}\}")
_SUFFIX = ".json"

TemplateName = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,31}\Z")]
Values = dict[
    Annotated[str, msgspec.Meta(max_length=32)], Annotated[str, msgspec.Meta(max_length=4000)]
]


class Placeholder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What belongs in one place of a template."""

    meaning: str
    characters_max: int
    lines: bool = False
    """Whether it may have line breaks."""


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One part of a template: its heading, what it is for, its share of the words, its text."""

    heading: str
    purpose: str
    share: int
    """Parts of the whole; only their proportion counts."""
    body: str


class Template(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of text that is written again and again."""

    name: str
    title: str
    description: str
    placeholders: dict[str, Placeholder]
    sections: list[Section]


class OutlineSection(msgspec.Struct, frozen=True):
    """A section to be written."""

    heading: str
    purpose: str
    words: int


def template_names() -> list[str]:
    """List the templates of the library."""
    names = os.listdir(FOLDER)  # noqa: PTH208 - as above
    return sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX))


def load_template(name: str) -> Template:
    """Read one template.

    Raises `TaskError` with the known names if there is none with that name.
    """
    if name not in template_names():
        raise TaskError(f"no template {name!r}, expected one of {', '.join(template_names())}")
    path = os.path.join(FOLDER, f"{name}{_SUFFIX}")  # noqa: PTH118 - as above
    with open(path, "rb") as stream:  # noqa: PTH123 - as above
        return msgspec.json.decode(stream.read(), type=Template)


def used_placeholders(template: Template) -> set[str]:
    """Return the names that stand in the texts of a template."""
    texts = [template.title, *(part for s in template.sections for part in (s.heading, s.body))]
    return {name for text in texts for name in _PLACEHOLDER.findall(text)}


def fill_template(template: Template, values: Mapping[str, str]) -> str:
    """Return the whole text as Markdown.

    Raises `TaskError` with every reason if the values do not fit the placeholders.
    """
    require_values(template, values, set(template.placeholders))
    parts = [f"# {_fill(template.title, values)}"]
    for section in template.sections:
        parts += [f"## {_fill(section.heading, values)}", _fill(section.body, values)]
    return "\n\n".join(parts) + "\n"


def outline(template: Template, values: Mapping[str, str], words: int) -> list[OutlineSection]:
    """Return the sections with their share of the words; only headings are filled.

    Raises `TaskError` if the headings need other values than those given.
    """
    headings = [section.heading for section in template.sections]
    needed = {name for heading in headings for name in _PLACEHOLDER.findall(heading)}
    require_values(template, values, needed)
    goals = apportion(words, [section.share for section in template.sections])
    return [
        OutlineSection(_fill(section.heading, values), section.purpose, goal)
        for section, goal in zip(template.sections, goals, strict=True)
    ]


def apportion(total: int, shares: list[int]) -> list[int]:
    """Split a whole number by shares, largest remainders first; the parts add up to it."""
    whole = sum(shares)
    parts = [total * share // whole for share in shares]
    order = sorted(range(len(shares)), key=lambda index: -(total * shares[index] % whole))
    for index in order[: total - sum(parts)]:
        parts[index] += 1
    return parts


def require_values(template: Template, values: Mapping[str, str], needed: set[str]) -> None:
    """Check the values against the placeholders.

    Raises `TaskError` with every reason.
    """
    wrong = [f"value for {name} is missing" for name in sorted(needed - values.keys())]
    wrong += [f"no placeholder {name!r}" for name in sorted(values.keys() - needed)]
    for name in sorted(needed & values.keys()):
        wrong += _check_value(name, values[name], template.placeholders[name])
    if wrong:
        raise TaskError(f"template {template.name}: {'; '.join(wrong)}")


def _check_value(name: str, value: str, placeholder: Placeholder) -> list[str]:
    if not value.strip():
        return [f"value for {name} is empty"]
    if len(value) > placeholder.characters_max:
        return [f"{name} has {len(value)} characters, at most {placeholder.characters_max}"]
    if not placeholder.lines and len(value.splitlines()) > 1:
        return [f"{name} has line breaks; write it in one line"]
    return []


def _fill(text: str, values: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda match: values[match[1]].strip(), text)
