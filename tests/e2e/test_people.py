"""Users, memberships and invitations: the founder changes them, and it counts at once."""

import secrets
from http import HTTPStatus

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Watched
from tests.support.consoles import Person, api_client, invite
from tests.support.walk_operations import find_user

pytestmark = pytest.mark.docker

_EVIL = "<img src=x onerror=\"document.title='taken'\">"


def _open_user(founder: Watched, client: httpx.Client, person: Person) -> Page:
    page = founder.open(f"/people/{find_user(client, person.login)}")
    expect(page.get_by_role("heading", level=1)).to_have_text(person.name)
    return page


def test_an_invitation_shows_its_code_once_and_makes_a_user(
    founder: Watched, client: httpx.Client
) -> None:
    page = founder.open("/people/invitations")
    page.get_by_label("Role").select_option("blackrose member")
    page.get_by_role("button", name="Make invitation").click()
    field = page.get_by_label("Code")
    expect(field).to_be_visible()
    code = field.input_value()
    assert len(code) == 43
    expect(page.locator("#invitations tbody tr").first).to_contain_text("open")
    page.reload()
    assert code not in page.content()
    login = f"invited-{secrets.token_hex(4)}@example.org"
    body = {
        "code": code,
        "login": login,
        "password": "a sentence of its own, kept apart",
        "display_name": _EVIL,
    }
    client.post("/api/v1/invitations/accept", json=body).raise_for_status()
    founder.open(f"/people/{find_user(client, login)}")
    expect(page.get_by_role("heading", level=1)).to_have_text(_EVIL)
    expect(page.get_by_label("Name that others see")).to_have_value(_EVIL)
    expect(page.locator("main img")).to_have_count(0)
    assert page.title().startswith("<img src=x")


def test_a_family_role_needs_a_family(founder: Watched, client: httpx.Client) -> None:
    name = f"Cove {secrets.token_hex(3)}"
    family = {"name": name, "time_zone": "Europe/Berlin"}
    client.post("/api/v1/gypsycove/families", json=family).raise_for_status()
    page = founder.open("/people/invitations")
    page.get_by_label("Role").select_option("gypsycove parent")
    page.get_by_role("button", name="Make invitation").click()
    expect(page.locator("#notice")).to_contain_text("a parent belongs to one")
    page.get_by_label("Family").select_option(label=name)
    page.get_by_role("button", name="Make invitation").click()
    expect(page.locator("#made h2")).to_contain_text(name)
    expect(page.locator("#invitations tbody tr").first).to_contain_text(f"parent of {name}")


def test_an_invitation_is_withdrawn(founder: Watched, client: httpx.Client) -> None:
    page = founder.open("/people/invitations")
    page.get_by_label("Role").select_option("novaos admin")
    page.get_by_role("button", name="Make invitation").click()
    code = page.get_by_label("Code").input_value()
    before = page.locator("#invitations tbody tr")
    newest = before.first.locator("time").first.get_attribute("datetime")
    before.first.get_by_role("button", name="Withdraw").click()
    expect(page.locator("#notice")).to_contain_text("withdrawn")
    expect(page.locator(f"#invitations time[datetime='{newest}']")).to_have_count(0)
    body = {
        "code": code,
        "login": f"late-{secrets.token_hex(4)}@example.org",
        "password": "a long enough sentence",
        "display_name": "Late",
    }
    answer = client.post("/api/v1/invitations/accept", json=body)
    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_a_disabled_user_is_out_at_once_and_can_come_back(
    founder: Watched, client: httpx.Client, environment: str
) -> None:
    person = invite(client, "member", "web-shell", "Dora Disabled")
    theirs = api_client(environment, person)
    assert theirs.get("/api/v1/auth/me").is_success
    page = _open_user(founder, client, person)
    page.get_by_role("button", name="Disable", exact=True).click()
    typed = page.get_by_label("Type the login to confirm")
    typed.fill("somebody else")
    page.get_by_role("button", name="Disable user").click()
    assert theirs.get("/api/v1/auth/me").is_success
    typed.fill(person.login)
    page.get_by_role("button", name="Disable user").click()
    expect(page.locator("#notice")).to_contain_text("disabled")
    expect(page.locator(".page-head .badge")).to_contain_text("disabled")
    assert theirs.get("/api/v1/auth/me").status_code == HTTPStatus.UNAUTHORIZED
    with pytest.raises(httpx.HTTPStatusError):
        api_client(environment, person)
    page.get_by_role("button", name="Enable").click()
    expect(page.locator(".page-head .badge")).to_contain_text("active")
    theirs.close()
    with api_client(environment, person) as again:
        assert again.get("/api/v1/auth/me").is_success


def test_the_typed_login_is_checked_by_the_server_too(
    founder: Watched, client: httpx.Client
) -> None:
    person = invite(client, "member", "web-shell", "Tina Typed")
    page = _open_user(founder, client, person)
    page.get_by_role("button", name="Disable", exact=True).click()
    typed = page.get_by_label("Type the login to confirm")
    typed.evaluate("field => { field.dataset.mustBe = 'wrong' }")
    typed.fill("wrong")
    page.get_by_role("button", name="Disable user").click()
    expect(page.locator("#notice")).to_contain_text("is not the login of this user")
    user = client.get(f"/api/v1/users/{find_user(client, person.login)}").json()
    assert user["disabled_at"] is None


def test_memberships_are_changed_added_and_removed(
    founder: Watched, client: httpx.Client, environment: str
) -> None:
    person = invite(client, "member", "web-shell", "Rita Role")
    theirs = api_client(environment, person)
    page = _open_user(founder, client, person)
    for role, shown in (
        ("blackrose admin", "Black Rose Collective: admin"),
        ("novaos admin", "NovaOS: admin"),
    ):
        page.get_by_label("Role").select_option(role)
        page.get_by_role("button", name="Give role").click()
        expect(page.locator("#notice")).to_contain_text("admin on")
        expect(page.locator(".list")).to_contain_text(shown)
    assert theirs.get("/api/v1/auth/me").status_code == HTTPStatus.UNAUTHORIZED
    theirs.close()
    with api_client(environment, person) as again:
        assert again.get("/api/v1/auth/me").json()["role"] == "admin"
    page.get_by_role("button", name="Remove from NovaOS").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(page.locator("#notice")).to_contain_text("no member of NovaOS")
    user = client.get(f"/api/v1/users/{find_user(client, person.login)}").json()
    assert [one["platform"] for one in user["memberships"]] == ["blackrose"]


def test_a_name_is_changed_and_found(founder: Watched, client: httpx.Client) -> None:
    person = invite(client, "member", "web-shell", "Nora Old")
    page = _open_user(founder, client, person)
    mark = f"Nora {secrets.token_hex(4)}"
    page.get_by_label("Name that others see").fill(mark)
    page.get_by_role("button", name="Change name").click()
    expect(page.locator("#notice")).to_contain_text("The name is changed")
    expect(page.get_by_role("heading", level=1)).to_have_text(mark)
    founder.open("/people")
    while page.get_by_role("link", name=mark).count() == 0:
        page.get_by_role("link", name="More users").click()
    page.get_by_role("searchbox").fill(mark)
    expect(page.locator("#users tbody tr:visible")).to_have_count(1)


def test_the_founder_cannot_be_disabled_or_changed(founder: Watched, client: httpx.Client) -> None:
    page = founder.open(f"/people/{find_user(client, 'founder')}")
    expect(page.get_by_text("This is you")).to_be_visible()
    expect(page.get_by_role("button", name="Disable")).to_have_count(0)
    expect(page.get_by_role("button", name="Give role")).to_have_count(0)
    founder.open("/people/roles")
    expect(page.locator("main")).to_contain_text("Nobody can be made founder")


def test_a_user_who_is_not_there_is_told(founder: Watched) -> None:
    page = founder.open("/people/00000000-0000-4000-8000-000000000000")
    expect(page.locator("main")).to_contain_text("no such user")
