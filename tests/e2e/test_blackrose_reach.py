"""Who reaches what on Black Rose: nobody another's drafts, no role another console."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import OpenPage
from tests.support.black_rose import BlackRose, Creator
from tests.support.browser import Watched, forge, logged_in
from tests.support.consoles import Person

pytestmark = pytest.mark.docker
_STUDIO = (
    "posts",
    "posts/new",
    "calendar",
    "calendar/plan",
    "tiers",
    "tiers/invitations",
    "members",
    "ledger",
    "statistics",
    "notices",
    "profile",
    "profile/legal-name",
)


@dataclass(frozen=True, slots=True)
class _Cast:
    alice: Creator
    bob: Creator
    member: Person
    moderator: Person
    draft: str
    """Of Bob."""
    tier: str
    entitlement: str


@pytest.fixture(scope="module")
def cast(black_rose: BlackRose) -> _Cast:
    bob, member, moderator = black_rose.creator(), black_rose.member(), black_rose.moderator()
    tier = black_rose.tier(bob, "Bob's only")
    entitlement = black_rose.redeem(member, black_rose.code(bob, tier))
    black_rose.ledger_entry(bob, "tip", 777, reference="bob's paper")
    draft = black_rose.draft(bob, "Bob's secret draft")
    alice = black_rose.creator()
    return _Cast(alice, bob, member, moderator, draft, tier, entitlement)


@pytest.fixture(scope="module")
def as_alice(browser: Browser, environment: str, cast: _Cast) -> Iterator[Watched]:
    """A browser in which a creator is logged in who has nothing."""
    with logged_in(browser, environment, cast.alice.person) as watched:
        yield watched


@pytest.fixture(scope="module")
def as_member(browser: Browser, environment: str, cast: _Cast) -> Iterator[Watched]:
    """A browser in which a member of Bob's is logged in."""
    with logged_in(browser, environment, cast.member) as watched:
        yield watched


def test_creator_finds_no_page_of_another_creator(as_alice: Watched, cast: _Cast) -> None:
    for path in (
        f"/studio/posts/{cast.draft}",
        f"/studio/posts/{cast.draft}/edit",
        f"/studio/posts/{cast.draft}/notes",
        f"/studio/tiers/{cast.tier}",
    ):
        answer = as_alice.page.goto(as_alice.url + path)
        assert answer is not None
        assert answer.status == 404, path
        assert "Bob" not in as_alice.page.content(), path


def test_lists_of_a_creator_have_nothing_of_another(
    as_alice: Watched, black_rose: BlackRose, cast: _Cast
) -> None:
    number = black_rose.member_id(cast.member)
    for area in ("posts", "calendar", "tiers", "members", f"members/{number}", "ledger", "notices"):
        page = as_alice.open(f"/studio/{area}")
        content = page.locator("main").inner_text()
        assert "Bob" not in content, area
        assert "bob's paper" not in content, area
    members = as_alice.open("/studio/members")
    assert number[:8] not in members.locator("main").inner_text()


def test_creator_changes_nothing_of_another_creator(
    as_alice: Watched, black_rose: BlackRose, cast: _Cast
) -> None:
    as_alice.open("/studio/posts")
    tier = {"name": "Taken", "price": "1.00", "currency": "EUR", "position": "0"}
    post = {"title": "Taken", "body": "Taken", "access": "public"}
    forged: tuple[tuple[str, dict[str, str]], ...] = (
        (f"/studio/posts/{cast.draft}/edit", post),
        (f"/studio/posts/{cast.draft}/submit", {}),
        (f"/studio/posts/{cast.draft}/withdraw", {"typed": "withdraw"}),
        (f"/studio/tiers/{cast.tier}", tier),
        (f"/studio/members/entitlements/{cast.entitlement}/revoke", {}),
    )
    found = {path: forge(as_alice.page, path, form) for path, form in forged}
    assert set(found.values()) == {404}, found
    assert black_rose.ask(cast.bob.person, "GET", f"/posts/{cast.draft}")["status"] == "draft"
    held = black_rose.ask(cast.member, "GET", "/entitlements")["items"]
    assert [one["revoked_at"] for one in held] == [None]


@pytest.mark.parametrize("area", _STUDIO)
def test_member_is_refused_every_page_of_the_studio(as_member: Watched, area: str) -> None:
    answer = as_member.page.goto(f"{as_member.url}/studio/{area}")
    assert answer is not None
    assert answer.status == 403


@pytest.mark.parametrize(
    "path",
    ["posts/new", "tiers", "tiers/invitations", "members/grant", "members/invite", "ledger"],
)
def test_change_that_a_member_forges_is_refused(as_member: Watched, path: str) -> None:
    as_member.open("/feed")
    assert forge(as_member.page, f"/studio/{path}") == 403


@pytest.mark.parametrize("path", ["/feed", "/subscriptions", "/creators"])
def test_creator_is_refused_the_pages_of_members(as_alice: Watched, path: str) -> None:
    answer = as_alice.page.goto(as_alice.url + path)
    assert answer is not None
    assert answer.status == 403


def test_form_without_the_pages_script_is_refused(as_alice: Watched) -> None:
    page = as_alice.open("/studio/tiers")
    script = "path => fetch(path, {method: 'POST'}).then(answer => answer.status)"
    assert page.evaluate(script, "/studio/members/invite") == 403


@pytest.mark.parametrize("role", ["creator", "member", "moderator"])
@pytest.mark.parametrize("console", ["novaos-console", "gypsy-cove"])
def test_role_of_black_rose_is_refused_at_another_console(
    visit: OpenPage, cast: _Cast, role: str, console: str
) -> None:
    person = {"creator": cast.alice.person, "member": cast.member, "moderator": cast.moderator}[
        role
    ]
    page = visit(console).open("/login")
    page.get_by_label("Login").fill(person.login)
    page.get_by_label("Password").fill(person.password)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("#notice .banner")).to_be_visible()
    assert page.url.endswith("/login")
