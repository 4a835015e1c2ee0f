"""Commands, playbooks, runs and schedules of the founder, in a real browser on running agents."""

import json
import secrets

import httpx
import pytest
from playwright.sync_api import expect

from tests.support.axe import check_accessibility
from tests.support.browser import Watched
from tests.support.walk_operations import make_playbook, result_of, run_task

pytestmark = pytest.mark.docker

_LIVE_MS = 15_000
"""Two polls, on a busy host."""
_MORE_THAN_A_PAGE = 55
_EVIL = "<img src=x onerror=\"document.title='taken'\">"


def _ping(client: httpx.Client, agent: str) -> str:
    answer = client.post("/api/v1/agent/command", json={"agent": agent, "op": "ping"})
    return str(answer.raise_for_status().json()["id"])


def test_founder_saves_a_playbook_and_sees_its_run_done(founder: Watched) -> None:
    name = f"by_hand_{secrets.token_hex(3)}"
    steps = [
        {"name": "funnel", "agent": "velora", "capability": "conversion_funnel"},
        {
            "name": "never",
            "agent": "glitch",
            "capability": "check_integrity",
            "when": [{"path": "funnel.status", "operator": "==", "value": "failed"}],
        },
    ]
    page = founder.open("/orchestration/playbooks")
    page.get_by_role("button", name="New playbook").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Steps").fill(json.dumps(steps))
    page.get_by_role("button", name="Save playbook").click()
    page.wait_for_url(f"**/orchestration/playbooks/{name}")
    page.get_by_label("Follow at once").fill("10")
    page.get_by_role("button", name="Start playbook").click()
    page.wait_for_url("**/orchestration/runs/*")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Run of {name}")
    expect(page.locator(".facts .badge")).to_contain_text("done", timeout=_LIVE_MS)
    expect(page.locator(".steps > li").nth(0).locator(".badge")).to_contain_text("done")
    expect(page.locator(".steps > li").nth(1).locator(".badge")).to_contain_text("skipped")
    page.get_by_role("link", name="its command").click()
    expect(page.locator("main pre").first).to_contain_text('"capability": "conversion_funnel"')
    expect(page.get_by_label("Result of velora")).to_contain_text('"stages"')


def test_runs_are_listed_with_their_outcome(founder: Watched, client: httpx.Client) -> None:
    name = make_playbook(client)
    page = founder.open(f"/orchestration/playbooks/{name}")
    expect(page.get_by_text("No run here")).to_be_visible()
    page.get_by_role("button", name="Start playbook").click()
    page.wait_for_url("**/orchestration/runs/*")
    founder.open("/orchestration/runs?status=done")
    expect(page.locator("#runs")).to_contain_text(name)
    founder.open("/orchestration/runs?status=failed")
    expect(page.locator("#runs")).not_to_contain_text(name)


def test_steps_that_nova_refuses_are_told(founder: Watched) -> None:
    page = founder.open("/orchestration/playbooks")
    page.get_by_role("button", name="New playbook").click()
    page.get_by_label("Name", exact=True).fill("refused")
    page.get_by_label("Steps").fill('[{"name": "a", "agent": "nova", "capability": "dispatch"}]')
    page.get_by_role("button", name="Save playbook").click()
    page.wait_for_url("**/orchestration/tasks/*")
    expect(page.locator("main")).to_contain_text("nova cannot be commanded")


def test_steps_that_are_no_json_are_refused_at_once(founder: Watched) -> None:
    page = founder.open("/orchestration/playbooks")
    page.get_by_role("button", name="New playbook").click()
    page.get_by_label("Name", exact=True).fill("refused")
    page.get_by_label("Steps").fill("[{")
    page.get_by_role("button", name="Save playbook").click()
    expect(page.locator("#notice")).to_contain_text("This is no JSON")


def test_what_is_in_a_step_stays_text(founder: Watched) -> None:
    name = f"evil_{secrets.token_hex(3)}"
    steps = [
        {"name": "a", "agent": "velora", "capability": "kpi_report", "input": {"month": _EVIL}}
    ]
    page = founder.open("/orchestration/playbooks")
    page.get_by_role("button", name="New playbook").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Steps").fill(json.dumps(steps))
    page.get_by_role("button", name="Save playbook").click()
    page.wait_for_url(f"**/orchestration/playbooks/{name}")
    expect(page.get_by_label("Input of a")).to_contain_text("<img src=x")
    expect(page.locator("main img")).to_have_count(0)
    assert page.title().startswith("Playbook")


def test_a_command_that_is_sent_appears_by_itself(founder: Watched, client: httpx.Client) -> None:
    page = founder.open("/orchestration")
    command_id = _ping(client, "riven")
    row = page.locator("#commands tr", has_text=command_id[:8])
    expect(row).to_contain_text("riven", timeout=_LIVE_MS)
    expect(row.locator(".badge")).to_contain_text("done", timeout=_LIVE_MS)
    row.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="At riven")).to_be_visible()
    expect(page.get_by_role("link", name=command_id)).to_be_visible()


def test_commands_are_filtered(founder: Watched, client: httpx.Client) -> None:
    _ping(client, "lyra")
    _ping(client, "echo")
    page = founder.open("/orchestration")
    page.get_by_label("Agent").select_option("lyra")
    page.get_by_label("Operation").select_option("ping")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**agent=lyra**")
    targets = page.locator("#commands tbody td[data-label='For']")
    expect(targets.first).to_have_text("lyra")
    assert set(targets.all_inner_texts()) == {"lyra"}
    founder.open("/orchestration?agent=riven&outcome=failed&op=cycle")
    expect(page.get_by_text("No command fits")).to_be_visible()


def test_older_commands_are_a_page_away(founder: Watched, client: httpx.Client) -> None:
    for _ in range(_MORE_THAN_A_PAGE):
        _ping(client, "echo")
    page = founder.open("/orchestration?agent=echo")
    newest = set(page.locator("#commands td .mono").all_inner_texts())
    page.get_by_role("link", name="Older commands").click()
    page.wait_for_url("**after=**")
    older = set(page.locator("#commands td .mono").all_inner_texts())
    assert older
    assert not older & newest


def test_a_command_that_is_not_there_is_told(founder: Watched) -> None:
    page = founder.open("/orchestration/commands/00000000-0000-4000-8000-000000000000")
    expect(page.locator("main")).to_contain_text("There is no such command")


def test_a_schedule_is_made_and_switched_off(founder: Watched) -> None:
    name = f"weekly-{secrets.token_hex(3)}"
    page = founder.open("/orchestration/schedules")
    page.get_by_label("Name", exact=True).fill(name)
    page.locator("#f-cron").fill("30 6 * * 1")
    page.get_by_label("Task").select_option("velora kpi_report")
    page.get_by_role("button", name="Save schedule").click()
    page.wait_for_url("**/orchestration/schedules")
    row = page.locator("#schedules tr", has_text=name)
    expect(row).to_contain_text("30 6 * * 1")
    expect(row.locator(".badge")).to_contain_text("on")
    row.get_by_role("link", name="Change").click()
    expect(page.get_by_role("heading", name=f"Change {name}")).to_be_visible()
    page.get_by_label("It is on").uncheck()
    page.get_by_role("button", name="Save schedule").click()
    page.wait_for_url("**/orchestration/schedules")
    row = page.locator("#schedules tr", has_text=name)
    expect(row.locator(".badge")).to_contain_text("off")
    expect(row).to_contain_text("none planned")


def test_a_schedule_is_removed(founder: Watched, client: httpx.Client) -> None:
    name = f"passing-{secrets.token_hex(3)}"
    schedule = {"id": name, "cron": "30 6 * * 1", "agent": "velora", "capability": "kpi_report"}
    result_of(run_task(client, "nova", "set_schedule", schedule))
    page = founder.open("/orchestration/schedules")
    page.get_by_role("link", name=f"Change or remove {name}").click()
    page.get_by_role("button", name="Remove schedule").click()
    dialog = page.get_by_role("dialog", name=f"Remove {name}")
    expect(dialog).to_contain_text("velora: kpi_report is not sent at 30 6 * * 1 any more")
    assert check_accessibility(page) == []
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Remove schedule").click()
    dialog.get_by_role("button", name=f"Remove {name}").click()
    page.wait_for_url("**/orchestration/schedules")
    expect(page.get_by_role("heading", level=1)).to_have_text("Schedules")
    expect(page.locator("#schedules")).not_to_contain_text(name)
    kept = client.get("/api/v1/agent/schedules", params={"limit": 500}).json()["items"]
    assert name not in [one["id"] for one in kept]


def test_a_restart_is_not_scheduled(founder: Watched) -> None:
    page = founder.open("/orchestration/schedules")
    page.get_by_label("Name", exact=True).fill("hidden")
    page.locator("#f-cron").fill("* * * * *")
    page.get_by_label("Task").select_option("velora kpi_report")
    page.get_by_label("Input").fill('{"agent": "riven", "op": "cycle"}')
    page.get_by_role("button", name="Save schedule").click()
    expect(page.locator("#notice")).to_contain_text("schedules restart no agent")


def test_the_next_runs_of_a_cron_expression_are_shown(founder: Watched) -> None:
    page = founder.open("/orchestration/schedules")
    page.locator("#preview-cron").fill("0 6 * * *")
    page.get_by_role("button", name="Show the next runs").click()
    page.wait_for_url("**/orchestration/tasks/*")
    expect(page.locator("main ol > li")).to_have_count(5)
    expect(page.locator("main ol > li").first).to_contain_text("06:00:00Z")
