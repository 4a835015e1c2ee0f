"""The founder's pages of agents, with commands, a log and a playbook to show."""

import time

import httpx

from tests.support.agents_pages import PAGE, fail_with_markup, operator_client, send_command
from tests.support.console_pages import ConsolePage
from tests.support.consoles import the_founder

_WAIT_SECONDS = 8.0
_STEPS = [
    {
        "name": "plan",
        "agent": "riven",
        "capability": "plan_supplies",
        "input": {"adults": 2, "days": 3},
    },
    {"name": "look", "agent": "nova", "capability": "platform_summary"},
]


def build(environment: str) -> list[ConsolePage]:
    """Send commands that leave something to see, and list every page of this area."""
    saved = {"name": "walked", "steps": _STEPS}
    tasks = [
        send_command(environment, "nova", "task", {"capability": "save_playbook", "input": saved}),
        send_command(
            environment,
            "riven",
            "task",
            {"capability": "plan_supplies", "input": {"adults": 2, "days": 3}},
        ),
        fail_with_markup(environment),
    ]
    with operator_client(environment) as client:
        for task in tasks:
            _wait_for_outcome(client, task)
    return _list_pages(environment, done=tasks[1], failed=tasks[2])


def _list_pages(environment: str, done: str, failed: str) -> list[ConsolePage]:
    founder = the_founder(environment)

    def page(slug: str, path: str, *dialogs: str, status: int = 200) -> ConsolePage:
        where = f"{PAGE}{path}"
        return ConsolePage(f"agents-{slug}", founder, "novaos-console", where, dialogs, status)

    return [
        page("table", "", "restart-riven"),
        page("table-empty", "?state=never_seen&q=nobody"),
        page("one", "/riven", "restart-riven"),
        page("nova", "/nova", "restart-nova"),
        page("task-choice", "/echo/task"),
        page("task-form", "/riven/task?capability=plan_supplies"),
        page("task-groups", "/riven/task?capability=distance_and_bearing"),
        page("task-json", "/lyra/task?capability=content_calendar&as=json"),
        page("command-done", f"/commands/{done}"),
        page("command-failed", f"/commands/{failed}"),
        page("log", "/nova/logs"),
        page("log-search", f"/nova/logs?level=error&depth=1000&q={failed}"),
        page("log-empty", "/lyra/logs?q=nothing+is+called+like+this"),
        page("log-refused", "/lyra/logs?regex=yes&q=%28", status=422),
        page("raw", "/glitch/raw"),
        page("playbooks", "/nova/playbooks"),
        page("missing", "/nobody", status=404),
    ]


def _wait_for_outcome(client: httpx.Client, command_id: str) -> None:
    until = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < until:
        told = client.get(f"/api/v1/agent/commands/{command_id}").json()
        if told["outcome"] in {"done", "failed"}:
            return
        time.sleep(0.1)
    raise AssertionError(f"command {command_id} has no outcome after {_WAIT_SECONDS} s")
