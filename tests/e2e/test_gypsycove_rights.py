"""What is somebody else's does not exist, and what is a parent's is refused to a child.

By the address of a page, and by a change that the page's own script could send.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from starlette.routing import Route

from services.gypsy_cove.routes import ROUTES
from tests.support.browser import Watched, forge
from tests.support.consoles import invite
from tests.support.family import CONSOLE, Home, Young, at_console, join, make_home
from tests.support.founder import founder_client

pytestmark = pytest.mark.docker
_PARENTS_PAGES = (
    "/family",
    "/family/new-member",
    "/family/settings",
    "/family/invitations",
    "/family/members/{member_id}",
    "/family/members/{member_id}/now",
    "/requests",
    "/requests/open",
    "/card/edit",
    "/data",
    "/data/export",
)
_PARENTS_CHANGES = (
    "/family/settings",
    "/family/new-member",
    "/family/members/{member_id}",
    "/family/members/{member_id}/delete",
    "/family/members/{member_id}/consent",
    "/family/members/{member_id}/consent/withdraw",
    "/family/members/{member_id}/budget",
    "/family/members/{member_id}/budget/remove",
    "/family/members/{member_id}/downtime",
    "/family/members/{member_id}/downtime/remove",
    "/family/sessions/{session_id}/stop",
    "/family/invitations",
    "/family/invitations/{invitation_id}/withdraw",
    "/requests/{request_id}/decision",
    "/check-ins",
    "/card",
    "/data/delete",
)
_ADMINISTRATORS = (
    "/families",
    "/families/{family_id}",
    "/families/{family_id}/invitation",
    "/families/{family_id}/delete",
)
_OWN_CHANGES = (
    "/me/start",
    "/me/sessions/{session_id}/stop",
    "/me/ask",
    "/check-ins/{check_in_id}/done",
    "/messages/{room}",
    "/messages/{room}/read",
)
"""What a child may do; with ids of others it is refused as well."""


@pytest.fixture(scope="module")
def home(environment: str) -> Home:
    """A family with a parent."""
    return make_home(environment)


@pytest.fixture(scope="module")
def young(environment: str, home: Home) -> Young:
    """Its child."""
    return join(environment, home, "Mila")


@pytest.fixture(scope="module")
def sibling(environment: str, home: Home) -> Young:
    """Another child of the same family."""
    return join(environment, home, "Jonas", "teen")


@pytest.fixture(scope="module")
def ids(home: Home, young: Young, sibling: Young) -> dict[str, str]:
    """Real objects of the family, none of them the child's own but the member."""
    of_sibling = f"/members/{sibling.member_id}"
    session = sibling.post(f"{of_sibling}/sessions", {"category": "games"})
    asked = sibling.post(f"{of_sibling}/extra-time", {"minutes": 5, "reason": ""})
    body = {"member_id": sibling.member_id, "due_at": "2027-01-05T08:00:00Z", "note": "Home"}
    check_in = home.post(f"/families/{home.id}/check-ins", body)
    scope = {"platform": "gypsycove", "role": "teen"}
    invitation = home.api.ask("POST", "/api/v1/invitations", scope).json()
    return {
        "family_id": home.id,
        "member_id": young.member_id,
        "session_id": session["id"],
        "request_id": asked["id"],
        "check_in_id": check_in["id"],
        "invitation_id": invitation["id"],
        "room": f"family:{home.id}",
    }


@pytest.fixture(scope="module")
def child(browser: Browser, environment: str, young: Young) -> Iterator[Watched]:
    """The child's browser."""
    with at_console(browser, environment, young.person) as watched:
        yield watched


@pytest.fixture(scope="module")
def stranger(browser: Browser, environment: str) -> Iterator[Watched]:
    """The browser of another family's parent."""
    with at_console(browser, environment, make_home(environment, "Other").parent) as watched:
        yield watched


def test_every_change_is_judged_here() -> None:
    changes = {
        one.path for one in ROUTES if isinstance(one, Route) and "POST" in (one.methods or ())
    }
    assert changes == {*_PARENTS_CHANGES, *_ADMINISTRATORS, *_OWN_CHANGES} - {
        "/families/{family_id}"
    }


@pytest.mark.parametrize("path", _PARENTS_PAGES)
def test_child_is_refused_a_parents_page(child: Watched, ids: dict[str, str], path: str) -> None:
    answer = child.page.goto(child.url + path.format(**ids))
    assert answer is not None
    assert answer.status == 403
    expect(child.page.get_by_text("This page is not for your role.")).to_be_visible()


@pytest.mark.parametrize("path", [*_PARENTS_CHANGES, "/families"])
def test_child_is_refused_a_parents_change(child: Watched, ids: dict[str, str], path: str) -> None:
    fields = {"typed": "Mila", "consent": "yes", "decision": "approve", "for_whom": "new parent"}
    assert forge(child.page, path.format(**ids), fields) == 403


def test_child_cannot_act_for_its_sibling(child: Watched, ids: dict[str, str]) -> None:
    page = child.open("/me")
    assert forge(page, f"/me/sessions/{ids['session_id']}/stop") == 404
    assert forge(page, f"/check-ins/{ids['check_in_id']}/done") == 404
    answer = page.goto(f"{child.url}/me/requests/{ids['request_id']}")
    assert answer is not None
    assert answer.status == 404


def test_other_family_s_parent_finds_no_page(stranger: Watched, ids: dict[str, str]) -> None:
    for path in (
        f"/family/members/{ids['member_id']}",
        f"/family/members/{ids['member_id']}/now",
        f"/messages?room={ids['room']}",
        f"/messages/{ids['room']}/list",
    ):
        answer = stranger.page.goto(stranger.url + path)
        assert answer is not None
        assert answer.status == 404


def test_other_family_s_parent_changes_nothing(
    stranger: Watched, ids: dict[str, str], home: Home
) -> None:
    page = stranger.open("/family")
    minutes = dict.fromkeys(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), "0"
    )
    member = f"/family/members/{ids['member_id']}"
    tried = {
        member: {"display_name": "Stolen", "role": "guest"},
        f"{member}/delete": {"typed": "Mila"},
        f"{member}/consent": {"consent": "yes"},
        f"{member}/consent/withdraw": {},
        f"{member}/budget": minutes,
        f"{member}/budget/remove": {},
        f"{member}/downtime": {"days": "mon", "whole_day": "yes"},
        f"{member}/downtime/remove": {"window": "mon 00:00-24:00"},
        f"/family/sessions/{ids['session_id']}/stop": {},
        f"/family/invitations/{ids['invitation_id']}/withdraw": {},
        f"/requests/{ids['request_id']}/decision": {"decision": "deny"},
        f"/check-ins/{ids['check_in_id']}/done": {},
        f"/messages/{ids['room']}": {"text": "hello"},
        f"/messages/{ids['room']}/read": {"message_id": ids["member_id"]},
    }
    statuses = {path: forge(page, path, fields) for path, fields in tried.items()}
    assert statuses == dict.fromkeys(tried, 404)
    check_in = {"member_id": ids["member_id"], "day": "2026-12-24", "clock": "18:00"}
    assert forge(page, "/check-ins", {**check_in, "escalate_after_minutes": "5"}) == 404
    asked = home.api.get(f"/api/v1/gypsycove/extra-time/{ids['request_id']}")
    assert asked["status"] == "open"


def test_administrator_sees_the_list_and_nothing_of_a_family(
    browser: Browser, environment: str, ids: dict[str, str]
) -> None:
    with founder_client(environment) as founder:
        admin = invite(founder, "admin", CONSOLE, "Ina Admin")
    with at_console(browser, environment, admin) as watched:
        page = watched.page
        expect(page.get_by_role("heading", name="Families")).to_be_visible()
        watched.open(f"/families/{ids['family_id']}")
        expect(page.get_by_text("Mila")).to_have_count(0)
        for path in (*_PARENTS_PAGES, "/me", "/messages", "/about-me", "/card"):
            answer = page.goto(watched.url + path.format(**ids))
            assert answer is not None
            assert answer.status == 403, path


def test_administrator_creates_invites_and_deletes(browser: Browser, environment: str) -> None:
    with founder_client(environment) as founder:
        admin = invite(founder, "admin", CONSOLE, "Ina Admin")
    with at_console(browser, environment, admin) as watched:
        page = watched.page
        page.get_by_label("Name").fill(f"Birch {admin.login[:14]}")
        page.get_by_role("button", name="Create").click()
        expect(page.get_by_text("Invite its first parent now.")).to_be_visible()
        page.get_by_role("button", name="Make a code").click()
        expect(page.locator(".code code")).to_be_visible()
        page.get_by_role("button", name="Delete the family").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Type it to confirm").fill(f"Birch {admin.login[:14]}")
        dialog.get_by_role("button", name="Delete for ever").click()
        expect(page.get_by_text("The family is deleted")).to_be_visible()
        assert page.url.endswith("/families")
