"""What the founder does with an agent: ping, restart, a task; and the page of one command."""

from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from services.console.errors import BadFormError, NotThereError
from services.console.forms import Form
from services.console.visit import Visit
from services.novaos_console.agents import orders
from services.novaos_console.agents.pages import PAGE, read_capabilities
from services.novaos_console.agents.roster import require_agent
from services.novaos_console.agents.schema import Field, build_fields
from services.novaos_console.agents.schema_input import read_input, read_json_object
from services.novaos_console.orchestration.agent_task import asks_for_restart

_PING_SECONDS = 5
_RESTART_SECONDS = 30
_TASK_SECONDS = 30
_TASK_SECONDS_MAX = 3600
_FIRST_LOOK_SECONDS = 1.0


async def ping(visit: Visit) -> Response:
    """Ping an agent and say how long the round trip took."""
    name = require_agent(visit.part("name"))
    command_id = await orders.send(visit.core_api, name, "ping", {}, _PING_SECONDS)
    order = await orders.follow(visit.core_api, command_id, _PING_SECONDS + 1)
    return visit.fragment("agents/_ping.html", name=name, order=order)


async def restart(visit: Visit) -> Response:
    """Restart an agent whose name was typed, by somebody who gave the password just now."""
    name = require_agent(visit.part("name"))
    form = await visit.form()
    if form.text("typed") != name:
        raise BadFormError(f"Type {name} to restart {name}; nothing was done.")
    visit.require_recent_password()
    await orders.send(visit.core_api, name, "cycle", {}, _RESTART_SECONDS)
    return visit.done(f"{name} was told to restart.", f"{PAGE}/{name}")


async def show_task(visit: Visit) -> Response:
    """Show what an agent can do, and the form of the chosen capability."""
    name = require_agent(visit.part("name"))
    known = await read_capabilities(visit, name)
    wanted = visit.query("capability")
    chosen = _find(known, wanted) if wanted else None
    fields = build_fields(chosen["input_schema"]) if chosen else ()
    return visit.page(
        "agents/task.html",
        name=name,
        capabilities=known,
        chosen=chosen,
        fields=fields,
        is_raw=visit.query("as") == "json",
        form_url=f"{PAGE}/{name}/task?{urlencode({'capability': wanted or ''})}",
        skeleton=orders.render_json(build_skeleton(fields)),
        schema_text=orders.render_json(chosen["input_schema"] if chosen else {}),
        seconds=_TASK_SECONDS,
        seconds_max=_TASK_SECONDS_MAX,
    )


async def send_task(visit: Visit) -> Response:
    """Send a task and go to its page."""
    name = require_agent(visit.part("name"))
    form = await visit.form()
    chosen = _find(await read_capabilities(visit, name), form.text("capability"))
    task_input = _read_task(form, build_fields(chosen["input_schema"]))
    seconds = form.number("deadline_seconds")
    if not 1 <= seconds <= _TASK_SECONDS_MAX:
        raise BadFormError(f"deadline_seconds: expected 1 to {_TASK_SECONDS_MAX}")
    args = {"capability": chosen["name"], "input": task_input}
    return await start(visit, name, args, seconds)


async def start(visit: Visit, name: str, args: dict[str, Any], seconds: int) -> Response:
    """Send a task and go to its page, where most of them have ended already.

    One that has nova restart an agent asks for the password as the restart itself does.
    """
    if asks_for_restart(args):
        visit.require_recent_password()
    command_id = await orders.send(visit.core_api, name, "task", args, seconds)
    await orders.follow(visit.core_api, command_id, _FIRST_LOOK_SECONDS)
    return visit.go(f"{PAGE}/commands/{command_id}")


async def show_command(visit: Visit) -> Response:
    """Show one command."""
    order = await orders.read(visit.core_api, visit.part("command_id"))
    return visit.page("agents/command.html", order=order, **_command_values())


async def show_command_now(visit: Visit) -> Response:
    """Show one command again."""
    order = await orders.read(visit.core_api, visit.part("command_id"))
    return visit.fragment("agents/_command.html", order=order, **_command_values())


def build_skeleton(fields: tuple[Field, ...]) -> dict[str, Any]:
    """Return an input with every member, to be changed by hand."""
    return {
        field.key: build_skeleton(field.fields) if field.kind == "group" else _example(field)
        for field in fields
        if field.is_required or field.default is not None
    }


def _example(field: Field) -> Any:  # noqa: ANN401 - JSON
    if field.default is not None:
        return field.default
    if field.kind == "choice":
        return field.options[0][0]
    kinds = {"integer": 0, "number": 0, "lines": []}
    if field.kind == "json":
        return [] if field.schema.get("type") == "array" else {}
    return kinds.get(field.kind, "")


def _read_task(form: Form, fields: tuple[Field, ...]) -> dict[str, Any]:
    raw = form.optional("input_json")
    return read_json_object(raw, "input_json") if raw is not None else read_input(fields, form)


def _find(known: list[dict[str, Any]], name: str | None) -> dict[str, Any]:
    found = next((one for one in known if one["name"] == name), None)
    if found is None:
        raise NotThereError("This agent has no such capability.")
    return found


def _command_values() -> dict[str, Any]:
    return {"tone_of": orders.tone_of, "render_json": orders.render_json}
