"""Consent, check-ins, members, the emergency card and the week of a family."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.area_gateway import FOUNDER, AreaGateway, area_gateway
from tests.support.gypsycove import ADMIN, BASE, NOWHERE, RIVEN, Home, expect, make_home
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


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/sessions", {}),
        ("/extra-time", {"minutes": 10}),
    ],
)
def test_nothing_is_kept_about_a_child_before_a_parent_consents(
    home: Home, path: str, body: dict[str, int]
) -> None:
    refused = home.ask("new", "POST", home.of("new", path), body)
    assert (refused.status_code, "consent" in refused.text) == (409, True)
    home.post("parent", home.of("new", "/consent"), {"text_version": "2026-01"})
    home.post("new", home.of("new", path), body)


def test_consent_is_recorded_once_renewed_and_withdrawn(home: Home) -> None:
    path = home.of("new", "/consent")
    first = home.post("parent", path, {"text_version": "1"})
    assert first["consented_by"] == home.people["parent"].subject
    assert home.post("parent", path, {"text_version": "1"}) == first
    home.pass_minutes(1)
    second = home.post("parent", path, {"text_version": "2"})
    home.post("parent", f"{path}/withdraw")
    history = home.get("new", home.of("new", "/consents"))["items"]
    assert [one["id"] for one in history] == [first["id"], second["id"]]
    assert all(one["withdrawn_at"] for one in history)
    assert home.ask("new", "POST", home.of("new", "/sessions"), {}).status_code == 409
    assert home.ask("parent", "POST", f"{path}/withdraw").status_code == 404


@pytest.mark.parametrize("name", ["teen", "parent"])
def test_only_a_child_needs_consent(home: Home, name: str) -> None:
    refused = home.ask("parent", "POST", home.of(name, "/consent"), {"text_version": "1"})
    assert refused.status_code == 409


def test_nobody_but_a_parent_consents(home: Home) -> None:
    content = {"text_version": "1"}
    assert home.ask(FOUNDER, "POST", home.of("new", "/consent"), content).status_code == 409
    assert home.get("parent", home.of("new"))["consent"] is None


def test_a_check_in_is_planned_missed_escalated_and_done_late(home: Home) -> None:
    due = {"member_id": home.members["child"], "due_at": "2026-01-02T12:00:00Z"}
    check_in = home.post("parent", home.within("/check-ins"), due)
    path = f"/check-ins/{check_in['id']}"

    def status() -> str:
        return str(home.get("child", home.within("/check-ins"))["items"][0]["status"])

    assert (check_in["status"], status()) == ("planned", "planned")
    home.pass_minutes(61)
    assert status() == "overdue"
    assert home.ask(RIVEN, "POST", f"{path}/escalate").status_code == 409
    home.pass_minutes(30)
    first = home.post(RIVEN, f"{path}/escalate")
    assert home.post(RIVEN, f"{path}/escalate") == first
    assert status() == "escalated"
    done = home.post("child", f"{path}/done")
    home.pass_minutes(1)
    assert home.post("child", f"{path}/done") == done
    assert (done["status"], done["escalated_at"]) == ("done", first["escalated_at"])
    assert home.ask("parent", "POST", f"{path}/done").status_code == 404


def test_check_ins_are_found_by_their_status(home: Home) -> None:
    for minutes in (10, 60, 600):
        due = (home.gateway.clock() + timedelta(minutes=minutes)).isoformat()
        content = {"member_id": home.members["teen"], "due_at": due, "escalate_after_minutes": 0}
        home.post("parent", home.within("/check-ins"), content)
        home.pass_minutes(0.01)
    home.pass_minutes(90)
    found = home.get(RIVEN, home.within("/check-ins?status=overdue"))["items"]
    home.post(RIVEN, f"/check-ins/{found[0]['id']}/escalate")
    home.post("teen", f"/check-ins/{found[1]['id']}/done")
    for status in ("planned", "escalated", "done"):
        items = home.get("parent", home.within(f"/check-ins?status={status}"))["items"]
        assert [one["status"] for one in items] == [status]


def test_a_check_in_is_for_a_member_of_the_family(home: Home, gateway: AreaGateway) -> None:
    other = make_home(gateway, next(_NUMBERS))
    for member in (other.members["child"], str(NOWHERE)):
        content = {"member_id": member, "due_at": "2026-01-02T12:00:00Z"}
        for who in ("parent", FOUNDER):
            refused = home.ask(who, "POST", home.within("/check-ins"), content)
            assert refused.status_code == 404


def test_no_parent_ties_a_login_to_a_member_by_hand(home: Home) -> None:
    login = {"user_id": home.people["teen"].subject}
    member = {"display_name": "Twin", "role": "teen", **login}
    assert home.ask("parent", "POST", home.within("/members"), member).status_code == 422
    assert home.ask("parent", "PATCH", home.of("child"), login).status_code == 422


def test_a_changed_member_keeps_what_was_not_named(home: Home) -> None:
    changed = expect(home.ask("parent", "PATCH", home.of("teen"), {"display_name": "Toni"}))
    assert (changed["display_name"], changed["role"]) == ("Toni", "teen")
    assert changed["user_id"] == home.people["teen"].subject


def test_the_emergency_card_is_empty_until_it_is_written(home: Home) -> None:
    path = home.within("/emergency-card")
    assert home.get("child", path)["updated_at"] is None
    card = {
        "meeting_place_name": "the old oak",
        "contacts": [{"name": "Oma", "phone": "+49 30 1234"}],
        "medical_notes": "",
    }
    written = home.put("parent", path, card)
    assert home.get("child", path) == written
    assert {name: written[name] for name in card} == card


def test_an_agreement_is_read_as_it_was_written(home: Home) -> None:
    assert home.get("child", home.of("child", "/budget"))["minutes"] is None
    set_budget(home, 45)
    assert home.get("child", home.of("child", "/budget"))["minutes"]["sun"] == 45
    home.put("parent", home.of("child", "/budget"), {"minutes": None})
    assert home.get("child", home.of("child", "/budget"))["minutes"] is None
    windows = [{"days": ["mon"], "from": "21:00", "until": "24:00"}]
    home.put("parent", home.of("child", "/downtime"), {"windows": windows})
    assert home.get("child", home.of("child", "/downtime"))["windows"] == windows


def test_no_cache_keeps_what_a_family_reads(home: Home) -> None:
    for path in (home.within(), home.of("child", "/screen-time"), home.of("child", "/nothing")):
        assert home.ask("parent", "GET", path).headers["cache-control"] == "no-store"


def test_the_weekly_report_has_what_happened(home: Home) -> None:
    session = home.post("child", home.of("child", "/sessions"), {"category": "games"})
    home.pass_minutes(25)
    home.post("child", f"/sessions/{session['id']}/stop")
    home.post("parent", f"/extra-time/{ask_extra(home)}/approve")
    due = {"member_id": home.members["child"], "due_at": "2026-01-02T12:00:00Z"}
    home.post("parent", home.within("/check-ins"), due)
    home.pass_minutes(3 * 24 * 60)
    report = home.get("parent", home.within("/weekly-report?week=2026-W01"))
    assert (report["is_complete"], len(report["members"])) == (True, 4)
    week = next(one for one in report["members"] if one["display_name"] == "child")
    assert week["used"] == [{"day": "2026-01-02", "category": "games", "minutes": 25}]
    assert (week["used_minutes"], week["granted_extra_minutes"]) == (25, 20)
    assert (week["extra_time"], week["check_ins"]) == ({"approved": 1}, {"overdue": 1})


def test_a_week_that_a_year_does_not_have_is_not_there(home: Home) -> None:
    missing = home.ask("parent", "GET", home.within("/weekly-report?week=2025-W53"))
    assert missing.status_code == 404
    home.gateway.clock.moment = FRIDAY_NOON + timedelta(days=60)
    assert not home.get("parent", home.within("/weekly-report?week=2026-W01"))["is_complete"]


def test_families_are_listed_in_pages(gateway: AreaGateway) -> None:
    homes = [make_home(gateway, next(_NUMBERS)) for _ in range(3)]
    first = expect(gateway.ask(ADMIN, "GET", f"{BASE}/families?limit=1&after={homes[0].family}"))
    assert [one["id"] for one in first["items"]] == [homes[1].family]
    last = expect(gateway.ask(RIVEN, "GET", f"{BASE}/families?limit=1&after={first['next']}"))
    assert ([one["id"] for one in last["items"]], last["next"]) == ([homes[2].family], None)
