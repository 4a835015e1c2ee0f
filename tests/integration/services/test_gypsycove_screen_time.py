"""Screen time and extra time, as a family lives them: start, stop, ask, decide."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.support.area_gateway import FOUNDER, AreaGateway, area_gateway
from tests.support.gypsycove import RIVEN, Home, expect, make_home
from tests.support.platform_stack import running_stack

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]

FRIDAY_NOON = datetime(2026, 1, 2, 11, tzinfo=UTC)
"""12:00 in Berlin."""
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AreaGateway]:
    with running_stack(tmp_path_factory.mktemp("stack")) as stack, area_gateway(stack) as opened:
        yield opened


@pytest.fixture
def home(gateway: AreaGateway) -> Home:
    gateway.clock.moment = FRIDAY_NOON
    return make_home(gateway, next(_NUMBERS), auto=30)


def set_budget(home: Home, minutes: int) -> None:
    home.put("parent", home.of("child", "/budget"), {"minutes": dict.fromkeys(_DAYS, minutes)})


def ask_extra(home: Home, minutes: int = 20, who: str = "child") -> str:
    asked = home.post(who, home.of(who, "/extra-time"), {"minutes": minutes, "reason": "film"})
    return str(asked["id"])


def test_screen_time_runs_is_seen_by_all_concerned_and_stops(home: Home) -> None:
    set_budget(home, 60)
    session = home.post("child", home.of("child", "/sessions"), {"category": "games"})
    home.pass_minutes(20)
    states = [home.get(who, home.of("child", "/screen-time")) for who in ("child", "parent", RIVEN)]
    assert states[0] == states[1] == states[2]
    assert (states[0]["used_minutes"], states[0]["left_minutes"]) == (20, 40)
    assert states[0]["open_session_id"] == session["id"]
    assert states[0]["next_warning_at"] == "2026-01-02T11:45:00.008000Z"
    home.post("child", f"/sessions/{session['id']}/stop")
    home.pass_minutes(60)
    after = home.get("child", home.of("child", "/screen-time"))
    assert (after["used_minutes"], after["open_session_id"]) == (20, None)


def test_starting_twice_is_one_session_and_stopping_twice_is_fine(home: Home) -> None:
    path = home.of("child", "/sessions")
    first = home.ask("child", "POST", path, {"category": "games"})
    again = home.ask("child", "POST", path, {"category": "games"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert home.ask("child", "POST", path, {"category": "video"}).status_code == 409
    home.pass_minutes(5)
    stopped = home.post("child", f"/sessions/{first.json()['id']}/stop")
    home.pass_minutes(5)
    assert home.post("parent", f"/sessions/{first.json()['id']}/stop") == stopped
    assert len(home.get("child", path)["items"]) == 1


def test_no_start_in_downtime_or_without_time_left(home: Home) -> None:
    windows = [{"days": list(_DAYS), "from": "21:00", "until": "07:00"}]
    home.put("parent", home.of("child", "/downtime"), {"windows": windows})
    set_budget(home, 0)
    refused = home.ask("child", "POST", home.of("child", "/sessions"), {})
    assert (refused.status_code, "extra time" in refused.text) == (409, True)
    set_budget(home, 60)
    home.pass_minutes(10 * 60)
    refused = home.ask("child", "POST", home.of("child", "/sessions"), {})
    assert (refused.status_code, "downtime" in refused.text) == (409, True)
    assert home.get("child", home.of("child", "/sessions"))["items"] == []


def test_a_session_over_midnight_counts_on_both_days(home: Home) -> None:
    home.gateway.clock.moment = datetime(2026, 1, 2, 22, 30, tzinfo=UTC)  # 23:30 in Berlin
    session = home.post("child", home.of("child", "/sessions"), {"category": "video"})
    home.pass_minutes(75)
    state = home.get("child", home.of("child", "/screen-time"))
    assert (state["day"], state["used_minutes"]) == ("2026-01-03", 45)
    home.post("child", f"/sessions/{session['id']}/stop")
    report = home.get("child", home.within("/weekly-report?week=2026-W01"))
    used = [(one["day"], one["minutes"]) for one in report["members"][0]["used"]]
    assert used == [("2026-01-02", 30), ("2026-01-03", 45)]


def test_extra_time_counts_on_its_day_only(home: Home) -> None:
    set_budget(home, 10)
    home.post("parent", f"/extra-time/{ask_extra(home)}/approve", {"note": "enjoy"})
    state = home.get("child", home.of("child", "/screen-time"))
    assert (state["granted_extra_minutes"], state["left_minutes"]) == (20, 30)
    home.pass_minutes(24 * 60)
    state = home.get("child", home.of("child", "/screen-time"))
    assert (state["granted_extra_minutes"], state["left_minutes"]) == (0, 10)


def test_approving_twice_is_fine_and_denying_after_it_is_not(home: Home) -> None:
    request = ask_extra(home)
    first = home.post("parent", f"/extra-time/{request}/approve", {"note": "enjoy"})
    home.pass_minutes(1)
    assert home.post("parent", f"/extra-time/{request}/approve") == first
    assert first["decided_by"] == home.people["parent"].subject
    assert home.ask("parent", "POST", f"/extra-time/{request}/deny").status_code == 409
    assert home.get("child", f"/extra-time/{request}")["decision_note"] == "enjoy"


def test_a_parent_gives_less_or_more_than_was_asked(home: Home) -> None:
    set_budget(home, 10)
    less = ask_extra(home)
    given = home.post("parent", f"/extra-time/{less}/approve", {"minutes": 5, "note": "short"})
    assert (given["minutes"], given["granted_minutes"]) == (20, 5)
    more = ask_extra(home)
    assert home.get("child", f"/extra-time/{more}")["granted_minutes"] is None
    home.post("parent", f"/extra-time/{more}/approve", {"minutes": 30})
    assert home.get("child", f"/extra-time/{less}") == given
    state = home.get("child", home.of("child", "/screen-time"))
    assert (state["granted_extra_minutes"], state["left_minutes"]) == (35, 45)
    report = home.get("parent", home.within("/weekly-report?week=2026-W01"))
    week = next(one for one in report["members"] if one["display_name"] == "child")
    assert week["granted_extra_minutes"] == 35


@pytest.mark.parametrize("minutes", [0, 241, -5, 1.5, "20"])
def test_no_other_amount_can_be_given(home: Home, minutes: object) -> None:
    request = ask_extra(home)
    path = f"/extra-time/{request}/approve"
    assert home.ask("parent", "POST", path, {"minutes": minutes}).status_code == 422
    assert home.get("child", f"/extra-time/{request}")["status"] == "open"


def test_what_was_given_stays_and_a_denial_gives_nothing(home: Home) -> None:
    request = ask_extra(home)
    home.post("parent", f"/extra-time/{request}/approve", {"minutes": 5})
    refused = home.ask("parent", "POST", f"/extra-time/{request}/approve", {"minutes": 6})
    assert (refused.status_code, "stays so" in refused.text) == (409, True)
    denied = home.post("parent", f"/extra-time/{ask_extra(home)}/deny")
    assert denied["granted_minutes"] is None


def test_riven_gives_what_was_asked_only(home: Home) -> None:
    request = ask_extra(home)
    refused = home.ask(RIVEN, "POST", f"/extra-time/{request}/approve", {"minutes": 5})
    assert (refused.status_code, "parent" in refused.text) == (409, True)
    given = home.post(RIVEN, f"/extra-time/{request}/approve", {"minutes": 20})
    assert given["granted_minutes"] == 20


def test_asking_again_is_one_request_and_another_must_wait(home: Home) -> None:
    path = home.of("child", "/extra-time")
    first = home.ask("child", "POST", path, {"minutes": 20})
    again = home.ask("child", "POST", path, {"minutes": 20})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert home.ask("child", "POST", path, {"minutes": 30}).status_code == 409


def test_a_request_expires_with_its_day(home: Home) -> None:
    request = ask_extra(home)
    home.pass_minutes(13 * 60)
    assert home.get("child", f"/extra-time/{request}")["status"] == "expired"
    assert home.ask("parent", "POST", f"/extra-time/{request}/approve").status_code == 409
    listed = home.get("parent", home.within("/extra-time?status=expired"))["items"]
    assert [one["id"] for one in listed] == [request]
    assert home.get("parent", home.within("/extra-time?status=open"))["items"] == []
    assert ask_extra(home) != request


def test_riven_decides_what_the_family_lets_it(home: Home) -> None:
    first = home.post(RIVEN, f"/extra-time/{ask_extra(home)}/approve")
    assert first["decided_by"] == "riven"
    second = ask_extra(home)
    refused = home.ask(RIVEN, "POST", f"/extra-time/{second}/approve")
    assert (refused.status_code, "parent" in refused.text) == (409, True)
    expect(home.ask("parent", "PATCH", home.within(), {"auto_decide_minutes": 0}))
    assert home.ask(RIVEN, "POST", f"/extra-time/{second}/deny").status_code == 409
    assert home.post("parent", f"/extra-time/{second}/approve")["status"] == "approved"


def test_godmode_decides_and_is_not_named(home: Home) -> None:
    decided = home.post(FOUNDER, f"/extra-time/{ask_extra(home)}/approve")
    assert (decided["status"], decided["decided_by"]) == ("approved", None)
    stored = str(home.get(FOUNDER, home.within("/export")))
    assert FOUNDER.subject not in stored


def test_sessions_are_found_by_time_and_in_pages(home: Home) -> None:
    for _ in range(5):
        session = home.post("child", home.of("child", "/sessions"), {})
        home.pass_minutes(10)
        home.post("child", f"/sessions/{session['id']}/stop")
        home.pass_minutes(50)
    path = home.of("child", "/sessions")
    pages = [home.get("child", f"{path}?limit=2")]
    while pages[-1]["next"]:
        pages.append(home.get("child", f"{path}?limit=2&after={pages[-1]['next']}"))
    hours = [[one["started_at"][11:13] for one in page["items"]] for page in pages]
    assert hours == [["11", "12"], ["13", "14"], ["15"]]
    within = home.get("parent", f"{path}?from=2026-01-02T12:05:00Z&until=2026-01-02T14:00:00Z")
    assert [one["started_at"][11:13] for one in within["items"]] == ["12", "13"]
