"""What a family agrees for a member: minutes per weekday, and times without screens."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from services.console.errors import BadFormError
from services.console.forms import Form
from services.console.gate import action
from services.console.visit import Visit
from services.gypsy_cove.audience import PARENTS
from services.gypsy_cove.local_time import DAYS, parse_clock

MINUTES_PER_DAY = 24 * 60
_BUDGET = "/api/v1/gypsycove/members/{}/budget"
_DOWNTIME = "/api/v1/gypsycove/members/{}/downtime"


async def set_budget(visit: Visit) -> Response:
    """Set the minutes of each weekday."""
    minutes = parse_budget(await visit.form())
    await visit.core_api.put(_BUDGET, visit.part("member_id"), body={"minutes": minutes})
    return _done(visit, "The daily budget is saved.")


async def remove_budget(visit: Visit) -> Response:
    """Let the time have no limit."""
    await visit.core_api.put(_BUDGET, visit.part("member_id"), body={"minutes": None})
    return _done(visit, "There is no daily limit any more.")


async def add_downtime(visit: Visit) -> Response:
    """Add a time without screens to those that are there."""
    added = parse_window(await visit.form())
    found = await visit.core_api.get(_DOWNTIME, visit.part("member_id"))
    windows = [one for one in found["windows"] if one != added]
    await _put_downtime(visit, [*windows, added])
    return _done(visit, "The screen-free time is saved.")


async def remove_downtime(visit: Visit) -> Response:
    """Remove a time without screens, named by what it says."""
    name = (await visit.form()).text("window")
    found = await visit.core_api.get(_DOWNTIME, visit.part("member_id"))
    await _put_downtime(visit, [one for one in found["windows"] if name_window(one) != name])
    return _done(visit, "The screen-free time is removed.")


async def _put_downtime(visit: Visit, windows: list[dict[str, Any]]) -> None:
    await visit.core_api.put(_DOWNTIME, visit.part("member_id"), body={"windows": windows})


def parse_budget(form: Form) -> dict[str, int]:
    """Make a budget of the seven fields.

    Raises `BadFormError`.
    """
    minutes = {day: form.number(name.lower()) for day, name in DAYS}
    wrong = [name for day, name in DAYS if not 0 <= minutes[day] <= MINUTES_PER_DAY]
    if wrong:
        raise BadFormError(f"{wrong[0]}: a day has from 0 to {MINUTES_PER_DAY} minutes")
    return minutes


def parse_window(form: Form) -> dict[str, Any]:
    """Make a time without screens of a form; its days are in the order of the week.

    Raises `BadFormError`.
    """
    ticked = form.every("days")
    days = [day for day, _ in DAYS if day in ticked]
    if not days:
        raise BadFormError("Tick the days on which it begins.")
    if form.ticked("whole_day"):
        return {"days": days, "from": "00:00", "until": "24:00"}
    begin, until = parse_clock(form.text("from")), parse_clock(form.text("until"))
    if begin == until:
        raise BadFormError("It begins when it ends. For a whole day, tick that box.")
    return {"days": days, "from": begin, "until": until}


def name_window(window: Mapping[str, Any]) -> str:
    """`mon,tue 21:00-07:00`: what tells one window of a member from another."""
    return f"{','.join(window['days'])} {window['from']}-{window['until']}"


def describe_windows(windows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return windows in words, each with its name."""
    return [{"name": name_window(one), "text": describe_window(one)} for one in windows]


def describe_window(window: Mapping[str, Any]) -> str:
    """`Every day, 21:00 until 07:00 the next day`."""
    begin, until = window["from"], window["until"]
    days = _describe_days(window["days"])
    if (begin, until) == ("00:00", "24:00"):
        return f"{days}, the whole day"
    is_over_midnight = until <= begin and until != "00:00"
    end = "midnight" if until in {"00:00", "24:00"} else until
    return f"{days}, {begin} until {end}{' the next day' if is_over_midnight else ''}"


def _describe_days(days: Sequence[str]) -> str:
    match tuple(day for day, _ in DAYS if day in days):
        case ("mon", "tue", "wed", "thu", "fri", "sat", "sun"):
            return "Every day"
        case ("mon", "tue", "wed", "thu", "fri"):
            return "Monday to Friday"
        case ("sat", "sun"):
            return "Weekend"
        case some:
            words = dict(DAYS)
            return ", ".join(words[day] for day in some)


def _done(visit: Visit, said: str) -> Response:
    return visit.done(said, f"/family/members/{visit.part('member_id')}")


_MEMBER = "/family/members/{member_id}"
ROUTES = (
    action(f"{_MEMBER}/budget", set_budget, PARENTS),
    action(f"{_MEMBER}/budget/remove", remove_budget, PARENTS),
    action(f"{_MEMBER}/downtime", add_downtime, PARENTS),
    action(f"{_MEMBER}/downtime/remove", remove_downtime, PARENTS),
)
