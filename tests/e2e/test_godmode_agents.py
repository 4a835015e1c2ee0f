"""The founder's table of agents: states, ping, restart, keyboard, filters, live feed."""

import re
import subprocess
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.agents_pages import (
    PAGE,
    age_password,
    founder_at_agents,
    operator_client,
    row_of,
)
from tests.support.axe import check_accessibility
from tests.support.browser import Watched
from tests.support.consoles import the_founder
from tests.support.infra import topology_of

pytestmark = [pytest.mark.docker, pytest.mark.timeout(300)]
_AGENTS = ("audita", "echo", "glitch", "lyra", "nova", "riven", "velora")
_BACK_MS = 60_000
_STALE_SECONDS = 95
_BEAT_MS = 30_000
"""A heartbeat, and a poll on a busy host."""


@pytest.fixture(scope="module")
def founder(browser: Browser, environment: str) -> Iterator[Watched]:
    with founder_at_agents(browser, environment) as watched:
        yield watched


@pytest.fixture
def page(founder: Watched) -> Page:
    return founder.open(PAGE)


def test_seven_agents_are_online_with_beats_and_digests(page: Page) -> None:
    for name in _AGENTS:
        row = row_of(page, name)
        expect(row.get_by_text("online")).to_be_visible()
        expect(row.locator("time .ago").first).to_have_text(re.compile("s ago"))
        expect(row.locator("time .utc").first).to_have_text(re.compile(r"^\d{4}-.*Z$"))
        expect(row.get_by_role("img")).to_have_attribute("aria-label", re.compile("heartbeats"))
        expect(row.locator(".digest")).to_have_attribute("title", re.compile("^sha256:"))
    assert check_accessibility(page) == []


def test_ping_shows_the_round_trip(page: Page) -> None:
    page.get_by_role("button", name="Ping lyra").click()
    answer = page.locator("#answer")
    expect(answer).to_have_text(re.compile(r"lyra answered in \d+ ms\."))
    sent = page.locator("#trail tr").filter(has_text="lyra").filter(has_text="ping").first
    expect(sent).to_contain_text("GodMode", timeout=10_000)
    expect(sent.locator("time .ago")).to_have_text(re.compile(r"^\d s ago$"))


def test_filters_are_in_the_address(page: Page, founder: Watched) -> None:
    page.get_by_label("Name or role").fill("playbooks")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator("#agents tbody tr")).to_have_count(1)
    assert "q=playbooks" in page.url
    expect(row_of(page, "nova")).to_be_visible()
    founder.open(f"{PAGE}?state=never_seen")
    expect(page.get_by_text("No agent fits the filter")).to_be_visible()


def test_updates_pause_and_a_poll_without_news_is_304(page: Page) -> None:
    statuses = page.evaluate(
        """async (path) => {
        const first = await fetch(path);
        const headers = {"If-None-Match": first.headers.get("etag")};
        return [first.status, (await fetch(path, {headers})).status]; }""",
        f"{PAGE}/lyra/logs/lines",
    )
    assert statuses == [200, 304]
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Resume updates")).to_be_visible()
    polled: list[str] = []
    page.on("request", lambda request: polled.append(request.url))
    page.wait_for_timeout(6500)
    assert not [url for url in polled if url.endswith("/table")]


def test_another_name_restarts_nothing(page: Page) -> None:
    page.get_by_role("button", name="Restart lyra").click()
    dialog = page.get_by_role("dialog", name="Restart lyra")
    dialog.get_by_label("Type it to confirm").fill("nova")
    dialog.get_by_role("button", name="Restart lyra").click()
    expect(dialog).to_be_visible()
    answer = page.evaluate(
        """async (path) => (await fetch(path, {method: "POST", body: new URLSearchParams(
        {typed: "nova"}), headers: {"HX-Request": "true"}})).status""",
        f"{PAGE}/lyra/restart",
    )
    assert answer == 422
    assert check_accessibility(page) == []


def test_a_restarted_agent_is_seen_to_go_and_come_back(page: Page) -> None:
    before = int(row_of(page, "velora").locator("[data-label=Restarts]").inner_text())
    _restart(page, "velora")
    page.wait_for_url(f"**{PAGE}/velora")
    expect(page.get_by_text("velora was told to restart.")).to_be_visible()
    state = page.locator("#agent")
    expect(state.locator(".badge", has_text="restarting")).to_be_visible()
    expect(state.locator(".badge", has_text="online")).to_be_visible(timeout=_BACK_MS)
    expect(state.locator(".badge", has_text="restarting")).to_have_count(0)
    expect(state.locator("dt:has-text('Restarts') + dd")).to_have_text(str(before + 1))


def test_an_old_password_is_asked_for_before_a_restart(page: Page, environment: str) -> None:
    age_password(page, environment, seconds=301)
    _restart(page, "echo")
    password = page.get_by_label("Password")
    expect(password).to_be_focused()
    assert check_accessibility(page) == []
    password.fill(the_founder(environment).password)
    page.keyboard.press("Enter")
    expect(page.get_by_text("For five minutes you can do it now.")).to_be_visible()
    _restart(page, "echo")
    expect(page.get_by_text("echo was told to restart.")).to_be_visible()
    expect(page.locator("#agent .badge", has_text="online")).to_be_visible(timeout=_BACK_MS)


def test_ping_and_restart_by_keyboard_alone(page: Page) -> None:
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="audita", exact=True)).to_be_focused()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="echo", exact=True)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Ping audita")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_have_text(re.compile("audita answered in"))
    with page.expect_response(lambda response: response.url.endswith("/table")):
        page.get_by_role("button", name="Ping audita").focus()
    page.wait_for_timeout(500)  # an update of the table does not take the focus away
    expect(page.get_by_role("button", name="Ping audita")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Restart audita")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("textbox")).to_be_focused()
    page.keyboard.type("audita")
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("button", name="Restart audita")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("/")
    expect(page.get_by_label("Name or role")).to_be_focused()


def test_the_feed_shows_what_godmode_does_and_keeps_nothing(page: Page, founder: Watched) -> None:
    feed = page.locator("[data-feed]")
    expect(feed.get_by_text("connected", exact=False).first).to_have_text(re.compile("● connected"))
    page.get_by_role("button", name="Ping lyra").click()
    expect(feed.locator("li").first).to_contain_text("/api/v1/agent/command")
    page.get_by_label("Also what is only read").check()
    expect(feed.get_by_text("/api/v1/telemetry/agents").first).to_be_visible(timeout=10_000)
    founder.open(PAGE)
    expect(page.get_by_text("Nothing yet: actions appear here as they happen.")).to_be_visible()


def test_waiting_commands_are_told_and_a_full_queue_is_a_word(page: Page, environment: str) -> None:
    row = row_of(page, "nova")
    expect(row.locator("[data-label=Waiting]")).to_contain_text("0 of 64", timeout=_BEAT_MS)
    name = topology_of(environment).engine_name("agent-lyra")
    _docker("pause", name)  # nova follows its command, and what comes meanwhile waits
    try:
        given = {"agent": "lyra", "op": "ping", "follow_seconds": 60, "deadline_seconds": 90}
        with operator_client(environment) as client:
            for args in ({"capability": "dispatch", "input": given}, *({},) * 64):
                op = "task" if args else "ping"
                body = {"agent": "nova", "op": op, "args": args, "deadline_seconds": 90}
                client.post("/api/v1/agent/command", json=body).raise_for_status()
        waiting = row.locator("[data-label=Waiting]")
        expect(waiting).to_contain_text("64 of 64", timeout=_BEAT_MS)
        expect(waiting.locator(".badge")).to_contain_text("full")
        expect(waiting).to_contain_text("1 at work")
        assert check_accessibility(page) == []
    finally:
        _docker("unpause", name)
    expect(row.locator("[data-label=Waiting]")).to_contain_text("0 of 64", timeout=2 * _BEAT_MS)


def test_a_stopped_agent_is_stale_within_95_seconds_and_comes_back(
    page: Page, environment: str
) -> None:
    name = topology_of(environment).engine_name("agent-riven")
    row = row_of(page, "riven")
    # Not within the very second of a beat: 90 s and one poll leave nothing for the drawing.
    expect(row.locator("time .ago").first).to_have_text(
        re.compile(r"^([3-9]|1\d) s ago$"), timeout=_BEAT_MS
    )
    killed = time.monotonic()
    _docker("kill", name)
    try:
        expect(row.locator(".badge", has_text="stale")).to_be_visible(timeout=_STALE_SECONDS * 1000)
        assert time.monotonic() - killed <= _STALE_SECONDS
        expect(row_of(page, "nova").locator(".badge", has_text="online")).to_be_visible()
    finally:
        _docker("start", name)
    expect(row.locator(".badge", has_text="online")).to_be_visible(timeout=_BACK_MS)


def _restart(page: Page, agent: str) -> None:
    page.get_by_role("button", name=f"Restart {agent}").click()
    dialog = page.get_by_role("dialog", name=f"Restart {agent}")
    dialog.get_by_label("Type it to confirm").fill(agent)
    dialog.get_by_role("button", name=f"Restart {agent}").click()


def _docker(*arguments: str) -> None:
    subprocess.run(["docker", *arguments], check=True, capture_output=True, timeout=60)
