"""Playbooks of nova: the list, and their start as they are or with other inputs."""

import json
from typing import Any

from starlette.responses import Response

from services.console.errors import BadFormError
from services.console.visit import Visit
from services.novaos_console.agents.actions import start
from services.novaos_console.agents.orders import render_json
from services.novaos_console.agents.schema_input import read_json_object
from services.novaos_console.orchestration.agent_task import require_no_restart

_AGENT = "nova"
_PLAYBOOKS = "/api/v1/agent/playbooks"
_SHOWN_MAX = 50
_FOLLOW_SECONDS = 20
_DEADLINE_SECONDS = 90
"""More than nova follows a run in one command; the run itself goes on after that."""


async def show_playbooks(visit: Visit) -> Response:
    """Show the playbooks that nova keeps."""
    page = await visit.core_api.get(
        _PLAYBOOKS, query={"limit": _SHOWN_MAX, "after": visit.query("after")}
    )
    books = [(book, render_json(inputs_of(book["steps"]))) for book in page["items"]]
    return visit.page("agents/playbooks.html", books=books, next=page["next"])


async def start_playbook(visit: Visit) -> Response:
    """Have nova run a playbook; with other inputs its steps are sent along."""
    name = visit.part("playbook")
    form = await visit.form()
    wanted: dict[str, Any] = {"name": name, "follow_seconds": _FOLLOW_SECONDS}
    text = form.optional("inputs")
    if text is not None:
        book = await visit.core_api.get(f"{_PLAYBOOKS}/{{}}", name)
        inputs = read_json_object(text, "inputs")
        require_no_restart(inputs)
        if inputs != inputs_of(book["steps"]):
            steps = with_inputs(book["steps"], inputs)
            wanted = {"steps": steps, "follow_seconds": _FOLLOW_SECONDS}
    args = {"capability": "run_playbook", "input": wanted}
    return await start(visit, _AGENT, args, _DEADLINE_SECONDS)


def inputs_of(steps: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the input of each step, by its name."""
    return {step["name"]: step.get("input", {}) for step in steps}


def with_inputs(steps: list[dict[str, Any]], inputs: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the steps with other inputs.

    Raises `BadFormError` if an input is no object, or for no step.
    """
    names = {step["name"] for step in steps}
    if unknown := sorted(set(inputs) - names):
        raise BadFormError(f"inputs: there is no step {json.dumps(unknown[0])}")
    for name, value in inputs.items():
        if not isinstance(value, dict):
            raise BadFormError(f"inputs: expected a JSON object for the step {name}")
    return [{**step, "input": inputs.get(step["name"], step.get("input", {}))} for step in steps]
