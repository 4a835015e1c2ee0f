"""Templates are filled strictly, lessons fill their minutes exactly; both from data files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.lyra.lesson_plan import (
    AGE_MAX,
    AGE_MIN,
    BREAK_MINUTES,
    MINUTES_MAX,
    MINUTES_MIN,
    PHASE_SHARES,
    LessonInput,
    build_lesson,
    load_activities,
    stretch_minutes,
)
from agents.lyra.template_library import (
    Template,
    apportion,
    fill_template,
    load_template,
    outline,
    template_names,
    used_placeholders,
)
from agents.runtime.errors import TaskError

NEWS = {
    "what": "Live sessions",
    "when": "1 December",
    "who": "all members",
    "details": "Every week.\nAn hour long.",
    "next_step": "Choose a day.",
}
ACTIVITIES = load_activities()


def test_a_template_is_filled_by_hand() -> None:
    text = fill_template(load_template("announcement"), NEWS)
    assert text.startswith("# News: Live sessions\n\n## What is new\n\nLive sessions — from 1 Dec")
    assert "Every week.\nAn hour long." in text
    assert "{{" not in text


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"what": None}, "value for what is missing"),
        ({"colour": "red"}, "no placeholder 'colour'"),
        ({"what": "  "}, "value for what is empty"),
        ({"what": "x" * 81}, "what has 81 characters, at most 80"),
        ({"what": "a\nb"}, "what has line breaks"),
        ({"who": None, "when": None}, "value for when is missing; value for who is missing"),
    ],
)
def test_values_that_do_not_fit_are_refused_with_every_reason(
    changes: dict[str, str | None], reason: str
) -> None:
    values = {name: value for name, value in {**NEWS, **changes}.items() if value is not None}
    with pytest.raises(TaskError, match=reason):
        fill_template(load_template("announcement"), values)


def test_a_value_is_never_read_for_placeholders() -> None:
    text = fill_template(load_template("announcement"), {**NEWS, "who": "{{details}}"})
    assert "This is for {{details}}." in text


@pytest.mark.parametrize("name", ["", "nothing", "../agent", "announcement.json"])
def test_a_template_that_does_not_exist_is_refused(name: str) -> None:
    with pytest.raises(TaskError, match="expected one of announcement"):
        load_template(name)


@pytest.mark.parametrize("name", template_names())
def test_every_template_of_the_library_is_whole(name: str) -> None:
    template = load_template(name)
    assert template.name == name
    assert used_placeholders(template) == set(template.placeholders)
    assert all(section.share > 0 and section.purpose for section in template.sections)
    values = dict.fromkeys(template.placeholders, "x")
    assert "{{" not in fill_template(template, values)


@pytest.mark.parametrize("name", template_names())
def test_an_outline_adds_up_to_the_words(name: str) -> None:
    template: Template = load_template(name)
    wanted = {"work": "the mural"} if name == "behind_the_scenes" else {}
    sections = outline(template, wanted, 701)
    assert sum(section.words for section in sections) == 701
    assert "{{" not in "".join(section.heading for section in sections)


def test_an_outline_takes_only_what_its_headings_need() -> None:
    with pytest.raises(TaskError, match="value for work is missing"):
        outline(load_template("behind_the_scenes"), {}, 500)
    with pytest.raises(TaskError, match="no placeholder 'what'"):
        outline(load_template("announcement"), {"what": "x"}, 500)


@given(st.integers(0, 10_000), st.lists(st.integers(1, 50), min_size=1, max_size=9))
def test_parts_add_up_and_are_close_to_their_shares(total: int, shares: list[int]) -> None:
    parts = apportion(total, shares)
    assert sum(parts) == total
    whole = sum(shares)
    assert all(abs(part * whole - total * s) < whole for part, s in zip(parts, shares, strict=True))


@pytest.mark.parametrize("age", range(AGE_MIN, AGE_MAX + 1))
@pytest.mark.parametrize("phase", PHASE_SHARES)
def test_the_library_has_activities_for_every_age_and_phase(age: int, phase: str) -> None:
    assert [a for a in ACTIVITIES if a.phase == phase and a.age_from <= age <= a.age_until]


def test_the_ids_of_activities_are_unique() -> None:
    assert len({activity.id for activity in ACTIVITIES}) == len(ACTIVITIES)


def test_a_lesson_by_hand() -> None:
    # 30 minutes: 3, 6, 10.5, 7.5, 3; two halves share one minute, the first one gets it: 11, 7.
    plan = build_lesson(LessonInput(8, "volcanoes", 30), ACTIVITIES)
    assert [(one.phase, one.from_minute, one.minutes) for one in plan.stretches] == [
        ("open", 0, 3),
        ("explain", 3, 6),
        ("practise", 9, 11),
        ("create", 20, 7),
        ("reflect", 27, 3),
    ]
    assert "volcanoes" in plan.stretches[0].activity
    assert plan.materials == sorted(plan.materials)


@given(st.integers(AGE_MIN, AGE_MAX), st.integers(MINUTES_MIN, MINUTES_MAX))
def test_a_lesson_fills_its_minutes_without_gap(age: int, minutes: int) -> None:
    plan = build_lesson(LessonInput(age, "tea", minutes), ACTIVITIES)
    at = 0
    for stretch in plan.stretches:
        assert stretch.from_minute == at
        assert 0 < stretch.minutes <= stretch_minutes(age)
        assert "{{" not in stretch.activity + stretch.check
        at += stretch.minutes
    assert at == minutes
    breaks = [stretch for stretch in plan.stretches if stretch.phase == "break"]
    assert len(breaks) == (minutes - 1) // 50
    assert all(stretch.minutes == BREAK_MINUTES for stretch in breaks)
    phases = [stretch.phase for stretch in plan.stretches if stretch.phase != "break"]
    assert list(dict.fromkeys(phases)) == list(PHASE_SHARES)
