"""Attacks on the consoles with a real browser: each has to fail, and its good twin to work."""

from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests.support.browser import logged_in, open_page
from tests.support.consoles import PLATFORMS, Person, console_url, the_founder
from tests.support.foreign_site import foreign_site

pytestmark = pytest.mark.docker
_CONSOLE = "novaos-console"
_XSS = "\"'><script>window.hit=1</script><img src=x onerror=window.hit=1>"


@pytest.fixture(scope="module")
def founder(environment: str) -> Person:
    return the_founder(environment, _CONSOLE)


@pytest.fixture(scope="module")
def url(environment: str) -> str:
    return console_url(environment, _CONSOLE)


@pytest.fixture(scope="module")
def victim(browser: Browser, environment: str, founder: Person) -> Iterator[BrowserContext]:
    """A browser in which the founder is logged in."""
    with logged_in(browser, environment, founder) as watched:
        yield watched.page.context


@pytest.fixture
def page(victim: BrowserContext) -> Iterator[Page]:
    opened = victim.new_page()
    yield opened
    opened.close()


def _is_logged_in(page: Page, url: str) -> bool:
    page.goto(f"{url}/account")
    return "/login" not in page.url


def _add_cookie(context: BrowserContext, name: str, value: str, url: str) -> None:
    secure_url = f"https://{urlsplit(url).netloc}"
    context.add_cookies([{"name": name, "value": value, "secure": True, "url": secure_url}])


def test_form_of_a_foreign_site_changes_nothing(page: Page, url: str) -> None:
    form = f"<form method=post action='{url}/logout'><button>go</button></form>"
    with foreign_site(form) as evil:
        page.goto(evil)
        with page.expect_response(f"{url}/logout") as caught:
            page.get_by_role("button").click()
    assert caught.value.status == 403
    assert _is_logged_in(page, url)


@pytest.mark.parametrize("headers", ["", "'HX-Request': 'true'"])
def test_script_of_a_foreign_site_changes_nothing(page: Page, url: str, headers: str) -> None:
    with foreign_site("") as evil:
        page.goto(evil)
        answer = page.evaluate(
            f"fetch('{url}/logout', {{method: 'POST', credentials: 'include', mode: 'cors',"
            f" headers: {{{headers}}}}}).then(a => a.status, e => 'refused')",
        )
    assert answer == "refused"
    assert _is_logged_in(page, url)


def test_script_of_another_console_on_this_host_changes_nothing(
    page: Page, environment: str, url: str
) -> None:
    other = urlsplit(console_url(environment, "gypsy-cove"))
    page.goto(f"{other.scheme}://localhost:{other.port}/login")
    target = f"http://localhost:{urlsplit(url).port}/logout"
    with pytest.raises(Error):  # the other console's own policy stops it before it is sent
        page.evaluate(
            f"fetch('{target}', {{method: 'POST', credentials: 'include',"
            " headers: {'HX-Request': 'true'}}).then(a => {if (!a.ok) throw a.status})",
        )
    assert _is_logged_in(page, url)


def test_link_on_a_foreign_site_leads_here_and_changes_nothing(page: Page, url: str) -> None:
    with foreign_site(f"<a href='{url}/logout'>go</a>") as evil:
        page.goto(evil)
        page.get_by_role("link").click()
        page.wait_for_url(f"{url}/logout")
    assert _is_logged_in(page, url)


def test_foreign_site_cannot_show_a_console_in_a_frame(page: Page, url: str) -> None:
    with foreign_site(f"<iframe src='{url}/account'></iframe>") as evil:
        page.goto(evil)
        page.wait_for_timeout(500)
        shown = [frame.url for frame in page.frames if frame is not page.main_frame]
    assert shown in ([], ["chrome-error://chromewebdata/"])


def test_foreign_site_that_opened_a_console_cannot_reach_into_it(page: Page, url: str) -> None:
    with foreign_site("") as evil:
        page.goto(evil)
        with page.expect_popup() as caught:
            page.evaluate(f"window.opened = window.open('{url}/account'); 0")
        popup = caught.value
        popup.wait_for_load_state()
        assert page.evaluate("window.opened.closed") is True
        assert popup.evaluate("window.opener") is None
        popup.close()


def test_session_of_one_console_is_nothing_at_another(
    browser: Browser, environment: str, founder: Person
) -> None:
    """On one host name the browser sends all cookies to all ports."""
    context = browser.new_context()
    page = context.new_page()
    ports = {name: urlsplit(console_url(environment, name)).port for name in PLATFORMS}
    page.goto(f"http://localhost:{ports[_CONSOLE]}/account")
    page.get_by_label("Login").fill(founder.login)
    page.get_by_label("Password").fill(founder.password)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/account")
    (cookie,) = context.cookies()
    for other in ("gypsy-cove", "web-shell"):
        page.goto(f"http://localhost:{ports[other]}/account")
        assert "/login" in page.url
        address = f"http://localhost:{ports[other]}"
        _add_cookie(context, f"__Host-{other}-session", cookie["value"], address)
        page.goto(f"http://localhost:{ports[other]}/account")
        assert "/login" in page.url
    assert _is_logged_in(page, f"http://localhost:{ports[_CONSOLE]}")
    context.close()


def test_cookie_is_out_of_reach_of_scripts(page: Page, victim: BrowserContext, url: str) -> None:
    page.goto(f"{url}/account")
    assert page.evaluate("document.cookie") == ""
    kept = [one for one in victim.cookies() if one["name"].endswith("-session")]
    assert [(one["httpOnly"], one["secure"], one["sameSite"], one["path"]) for one in kept] == [
        (True, True, "Lax", "/")
    ]


def test_prepared_session_is_not_what_a_login_uses(
    browser: Browser, environment: str, founder: Person, victim: BrowserContext, url: str
) -> None:
    prepared = next(one for one in victim.cookies() if one["name"].endswith("-session"))
    context, watched = open_page(browser, environment, _CONSOLE)
    changed = prepared["value"][:-8] + "AAAAAAAA"
    _add_cookie(context, prepared["name"], changed, url)
    page = watched.log_in(founder, "/account")
    kept = next(one for one in context.cookies() if one["name"].endswith("-session"))
    assert kept["value"] not in {changed, prepared["value"]}
    assert page.url.endswith("/account")
    context.close()


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example/", "/\\evil.example", "/%09/evil.example"]
)
def test_login_leads_to_no_other_site(page: Page, url: str, wanted: str) -> None:
    # Somebody who is logged in is sent on at once, by the same decision as after a login.
    page.goto(f"{url}/login?next={quote(wanted)}")
    assert page.url.startswith(url)


def test_asked_page_comes_after_the_login(page: Page, url: str) -> None:
    page.goto(f"{url}/login?next=/account")
    assert page.url == f"{url}/account"


@pytest.mark.parametrize(
    "path", ["/login?next=", "/account?x=", "/nowhere/", "/invitation?code=", "/?said="]
)
def test_code_in_an_address_is_not_run(page: Page, url: str, path: str) -> None:
    page.goto(url + path + quote(_XSS, safe=""))
    page.wait_for_load_state("load")
    assert page.evaluate("window.hit") is None


@pytest.mark.parametrize(
    "attempt",
    [
        "document.body.innerHTML = '<img src=x onerror=window.hit=1>'",
        "document.body.insertAdjacentHTML('beforeend', '<iframe srcdoc=x></iframe>')",
        "document.body.innerHTML = '<a href=\"javascript:window.hit=1\">x</a>'",
        "trustedTypes.createPolicy('mine', {createHTML: x => x})",
        "document.createElement('script').text = 'window.hit=1'",
        "document.createElement('script').src = 'https://evil.example/x.js'",
    ],
)
def test_script_on_the_page_cannot_make_code_of_text(page: Page, url: str, attempt: str) -> None:
    page.goto(f"{url}/account")
    # As the page's own script would: what the driver evaluates is not bound by the policy of eval.
    with pytest.raises(Error, match=r"TrustedScript|TrustedHTML|with code in it|Policy"):
        page.evaluate(attempt)
    assert page.evaluate("window.hit") is None


def test_inline_code_is_refused_by_the_policy(page: Page, url: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{url}/account")
    page.evaluate(
        "const one = document.createElement('div'); one.setAttribute('style', 'color: red');"
        "document.body.append(one)",
    )
    expect(page.locator("body > div").last).not_to_have_css("color", "rgb(255, 0, 0)")
    assert any("Content Security Policy" in text for text in said)
