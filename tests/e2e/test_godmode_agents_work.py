"""Work with one agent: tasks by form and JSON, logs, raw JSON, playbooks; markup stays text."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.agents_pages import (
    PAGE,
    SCRIPT,
    age_password,
    fail_with_markup,
    founder_at_agents,
    operator_client,
    send_command,
)
from tests.support.axe import check_accessibility
from tests.support.browser import Watched
from tests.support.consoles import the_founder

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]
_FORM = f"{PAGE}/riven/task?capability=plan_supplies"


@pytest.fixture(scope="module")
def founder(browser: Browser, environment: str) -> Iterator[Watched]:
    with founder_at_agents(browser, environment) as watched:
        yield watched


def test_a_task_is_chosen_filled_in_and_done(founder: Watched) -> None:
    page = founder.open(f"{PAGE}/riven/task")
    page.get_by_role("link", name="plan_supplies").click()
    page.get_by_label("Adults", exact=True).fill("2")
    page.get_by_label("Days", exact=True).fill("3")
    page.get_by_label("Climate").select_option("hot")
    assert check_accessibility(page) == []
    page.get_by_role("button", name="Send to riven").click()
    page.wait_for_url(f"**{PAGE}/commands/*")
    expect(page.locator("#command").get_by_text("done").first).to_be_visible(timeout=15_000)
    result = page.get_by_role("region", name="Result of riven")
    assert json.loads(result.inner_text())
    asked = json.loads(page.get_by_role("region", name="Arguments").inner_text())
    assert asked["input"] == {"adults": 2, "days": 3, "climate": "hot"}
    assert check_accessibility(page) == []


def test_a_bad_value_is_refused_with_the_name_of_its_field(founder: Watched) -> None:
    page = founder.open(_FORM)
    page.get_by_label("Adults", exact=True).fill("2")
    days = page.get_by_label("Days", exact=True)
    days.evaluate("element => { element.removeAttribute('max'); }")
    days.fill("366")
    page.get_by_role("button", name="Send to riven").click()
    expect(page.get_by_role("alert")).to_contain_text("days: expected at most 365")
    expect(page.get_by_label("Adults", exact=True)).to_have_value("2")


def test_json_is_the_other_way_to_give_an_input(founder: Watched) -> None:
    page = founder.open(_FORM)
    page.get_by_role("link", name="JSON", exact=True).click()
    text = page.get_by_label("Input as JSON")
    assert {"adults", "days"} <= set(json.loads(text.input_value()))
    text.fill("[1]")
    page.get_by_role("button", name="Send to riven").click()
    expect(page.get_by_role("alert")).to_contain_text("input_json: expected a JSON object")
    text.fill('{"adults": 1, "days": 1}')
    page.get_by_role("button", name="Send to riven").click()
    page.wait_for_url(f"**{PAGE}/commands/*")
    expect(page.locator("#command").get_by_text("done").first).to_be_visible(timeout=15_000)


def test_the_log_is_searched_and_kept_as_a_file(founder: Watched, environment: str) -> None:
    command_id = send_command(environment, "lyra", "ping", {})
    page = founder.open(f"{PAGE}/lyra/logs")
    entry = page.locator(".log li", has_text=command_id[:8])
    expect(entry).to_have_count(1, timeout=10_000)  # appears by itself
    page.get_by_label("Search").fill(command_id.upper())
    page.get_by_role("button", name="Filter").click()
    expect(page.locator(".log li")).to_have_count(1)
    assert check_accessibility(page) == []
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download").click()
    assert waiting.value.suggested_filename == "lyra-log.jsonl"
    lines = Path(waiting.value.path()).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["command_id"] for line in lines] == [command_id]
    page.get_by_label("Level").select_option("error")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_text("No entry fits")).to_be_visible()


def test_the_log_is_searched_by_a_regular_expression(founder: Watched) -> None:
    page = founder.open(f"{PAGE}/nova/logs")
    page.get_by_label("Search").fill(r"agent\.(started|stopped) nova \d")
    page.get_by_label("Regular expression").check()
    page.get_by_role("button", name="Filter").click()
    expect(page.locator(".log li").first).to_contain_text("agent.started")
    page.get_by_label("Search").fill("(")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_text("this is no regular expression")).to_be_visible()


def test_markup_in_commands_and_logs_stays_text(founder: Watched, environment: str) -> None:
    command_id = fail_with_markup(environment)
    page = founder.open(f"{PAGE}/commands/{command_id}")
    expect(page.locator("#command").get_by_text("failed").first).to_be_visible(timeout=15_000)
    expect(page.get_by_role("region", name="Arguments")).to_contain_text("<script>")
    _expect_no_markup(page)
    founder.open(f"{PAGE}/nova/logs?q={command_id}")
    expect(page.locator(".log li").first).to_contain_text("preview_schedule")
    _expect_no_markup(page)
    founder.open(f"{PAGE}/nova/logs?regex=yes&q={SCRIPT}")
    _expect_no_markup(page)
    founder.open(f"{PAGE}?q={SCRIPT}")
    expect(page.get_by_label("Name or role")).to_have_value(SCRIPT)
    _expect_no_markup(page)


def test_raw_json_is_shown_copied_and_linked(founder: Watched) -> None:
    page = founder.open(f"{PAGE}/glitch/raw")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    shown = json.loads(page.get_by_role("region", name="Raw JSON").inner_text())
    assert shown["agent"] == "glitch"
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert json.loads(page.evaluate("navigator.clipboard.readText()")) == shown
    page.get_by_role("link", name="JSON alone").click()
    assert json.loads(page.inner_text("body"))["agent"] == "glitch"


def test_nova_saves_and_runs_a_playbook(founder: Watched) -> None:
    page = founder.open(f"{PAGE}/nova/task?capability=save_playbook")
    page.get_by_label("Name", exact=True).fill("supplies")
    steps = [{"name": "plan", "agent": "riven", "capability": "plan_supplies"}]
    steps[0] |= {"input": {"adults": 1, "days": 1}}  # type: ignore[dict-item]
    page.get_by_label("Steps").fill(json.dumps(steps))
    page.get_by_role("button", name="Send to nova").click()
    page.wait_for_url(f"**{PAGE}/commands/*")
    expect(page.locator("#command").get_by_text("done").first).to_be_visible(timeout=15_000)
    founder.open(f"{PAGE}/nova/playbooks")
    assert check_accessibility(page) == []
    book = page.get_by_role("region", name="supplies")
    book.get_by_text("Inputs of the steps").click()
    inputs = book.get_by_label("Inputs as JSON, by step")
    inputs.fill(inputs.input_value().replace('"days": 1', '"days": 9'))
    book.get_by_role("button", name="Start supplies").click()
    page.wait_for_url(f"**{PAGE}/commands/*", timeout=30_000)
    result = page.get_by_role("region", name="Result of nova")
    expect(result).to_contain_text(re.compile('"status": "(done|succeeded)"'), timeout=30_000)
    asked = page.get_by_role("region", name="Arguments").inner_text()
    assert '"days": 9' in asked


def test_nova_restarts_an_agent_with_a_password_given_just_now(
    founder: Watched, environment: str
) -> None:
    page = founder.open(f"{PAGE}/nova/task?capability=dispatch")
    age_password(page, environment, seconds=301)
    page.get_by_label("Agent", exact=True).fill("echo")
    page.get_by_label(re.compile(r"^Op\b")).select_option("cycle")
    page.get_by_role("button", name="Send to nova").click()
    page.get_by_label("Password").fill(the_founder(environment).password)
    page.keyboard.press("Enter")
    expect(page.get_by_text("For five minutes you can do it now.")).to_be_visible()
    page.get_by_role("button", name="Send to nova").click()
    page.wait_for_url(f"**{PAGE}/commands/*")
    expect(page.locator("#command").get_by_text("done").first).to_be_visible(timeout=30_000)
    result = json.loads(page.get_by_role("region", name="Result of nova").inner_text())
    assert (result["outcome"], result["targets"][0]["agent"]) == ("done", "echo")
    sent = page.url.rpartition("/")[2]
    with operator_client(environment) as client:
        mine = client.get(f"/api/v1/agent/commands/{sent}")
    assert mine.status_code == 404, "what GodMode sends is in no record"


def test_what_is_not_there_is_said(founder: Watched) -> None:
    page = founder.open(f"{PAGE}/nobody")
    expect(page.get_by_text("There is no agent called 'nobody'.")).to_be_visible()
    founder.open(f"{PAGE}/nova/task?capability=nothing")
    expect(page.get_by_text("no such capability")).to_be_visible()
    founder.open(f"{PAGE}/commands/11111111-1111-4111-8111-111111111111")
    expect(page.get_by_text("there is no such command")).to_be_visible()


def _expect_no_markup(page: Page) -> None:
    assert page.locator("main img").count() == 0
    assert page.locator("main script").count() == 0
    assert page.title() != "owned"
