"""Build a lesson plan for a child: timed phases with activities from the library.

The phases are open, explain, practise, create, reflect. Their shares, the length of a stretch by
age, and the breaks are our own choice, written down as numbers below. The minutes of a plan follow
each other without gap and add up to what was asked for.
"""

import os
from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec

from agents.lyra.template_library import apportion

_LIBRARY = os.path.join(os.path.dirname(__file__), "lesson_activities.json")  # noqa: PTH118, PTH120 - pathlib costs an agent memory

AGE_MIN, AGE_MAX = 4, 17
MINUTES_MIN, MINUTES_MAX = 15, 180
Phase = Literal["open", "explain", "practise", "create", "reflect"]
PHASE_SHARES: dict[Phase, int] = {
    "open": 10,
    "explain": 20,
    "practise": 35,
    "create": 25,
    "reflect": 10,
}
_STRETCH_MINUTES = ((7, 10), (10, 15), (13, 20))
"""Up to this age -> longest stretch with one activity."""
_STRETCH_MINUTES_OLDER = 30
BREAK_MINUTES = 5
BREAK_EVERY_MINUTES = 50
"""One break for every 50 minutes that are begun after the first 50."""
_TOPIC = "{{topic}}"


class Activity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something to do in one phase."""

    id: str
    phase: Phase
    age_from: int
    age_until: int
    text: str
    check: str
    """How to see that it worked."""
    materials: tuple[str, ...] = ()


class Stretch(msgspec.Struct, frozen=True):
    """Some minutes with one activity, or a break."""

    from_minute: int
    minutes: int
    phase: Phase | Literal["break"]
    activity: str
    check: str
    materials: tuple[str, ...] = ()


class LessonPlan(msgspec.Struct, frozen=True):
    """A lesson from its first to its last minute."""

    topic: str
    age: int
    minutes: int
    materials: list[str]
    stretches: list[Stretch]


class LessonInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For whom, about what, and how long."""

    age: Annotated[int, msgspec.Meta(ge=AGE_MIN, le=AGE_MAX)]
    topic: Annotated[
        str, msgspec.Meta(min_length=2, max_length=80, pattern=r"^[^\s{}][^\n\r{}]*\Z")
    ]
    minutes: Annotated[int, msgspec.Meta(ge=MINUTES_MIN, le=MINUTES_MAX)]


def load_activities() -> list[Activity]:
    """Read the library."""
    with open(_LIBRARY, "rb") as stream:  # noqa: PTH123 - pathlib costs an agent memory
        return msgspec.json.decode(stream.read(), type=list[Activity])


def build_lesson(wanted: LessonInput, library: Sequence[Activity]) -> LessonPlan:
    """Fill the minutes with activities for that age; the library has some for every phase."""
    fitting = [each for each in library if each.age_from <= wanted.age <= each.age_until]
    breaks = (wanted.minutes - 1) // BREAK_EVERY_MINUTES
    work = wanted.minutes - breaks * BREAK_MINUTES
    drawn = [
        (activity, minutes)
        for phase, length in zip(
            PHASE_SHARES, apportion(work, list(PHASE_SHARES.values())), strict=True
        )
        for activity, minutes in _fill_phase(
            [each for each in fitting if each.phase == phase], length, stretch_minutes(wanted.age)
        )
    ]
    stretches = _lay_out(drawn, work, breaks, wanted.topic)
    materials = sorted({item for stretch in stretches for item in stretch.materials})
    return LessonPlan(wanted.topic, wanted.age, wanted.minutes, materials, stretches)


def stretch_minutes(age: int) -> int:
    """Return how long a child of that age stays with one activity."""
    return next(
        (minutes for until, minutes in _STRETCH_MINUTES if age <= until), _STRETCH_MINUTES_OLDER
    )


def _fill_phase(
    activities: Sequence[Activity], minutes: int, longest: int
) -> list[tuple[Activity, int]]:
    """Split a phase into equal stretches and take the activities in turn."""
    count = -(-minutes // longest)
    lengths = apportion(minutes, [1] * count) if count else []
    return [(activities[i % len(activities)], length) for i, length in enumerate(lengths)]


def _lay_out(
    drawn: Sequence[tuple[Activity, int]], work: int, breaks: int, topic: str
) -> list[Stretch]:
    """Set one stretch after the other, with the breaks between them."""
    stretches: list[Stretch] = []
    at, worked, rested = 0, 0, 0
    for activity, minutes in drawn:
        if rested < breaks and worked * (breaks + 1) >= work * (rested + 1):
            stretches.append(_rest(at))
            at, rested = at + BREAK_MINUTES, rested + 1
        text, check = activity.text.replace(_TOPIC, topic), activity.check.replace(_TOPIC, topic)
        stretches.append(Stretch(at, minutes, activity.phase, text, check, activity.materials))
        at, worked = at + minutes, worked + minutes
    return stretches


def _rest(at: int) -> Stretch:
    return Stretch(at, BREAK_MINUTES, "break", "Stand up, drink, look out of a window.", "")
