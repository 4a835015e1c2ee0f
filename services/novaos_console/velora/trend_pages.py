"""Ask velora for several months, one report each, and draw them together."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from services.console.errors import BadFormError, NotThereError
from services.console.visit import Visit
from services.novaos_console.orchestration.agent_task import (
    Task,
    capability_of,
    nothing_new,
    read_recent_tasks,
    send_task,
)
from services.novaos_console.orchestration.command_words import FINAL
from services.novaos_console.velora.drawing import Drawing
from services.novaos_console.velora.reports import read_currency
from services.novaos_console.velora.trend import MONTHS_MAX, draw_trend, months_before

_CAPABILITY = "kpi_report"


async def ask_for_trend(visit: Visit) -> Response:
    """Send velora a task for each month, and go to the page that waits for all of them."""
    form = await visit.form()
    currency, count = read_currency(form), form.number("months")
    if not 1 <= count <= MONTHS_MAX:
        raise BadFormError(f"Months back: 1 to {MONTHS_MAX}.")
    creator = form.optional("creator_id")
    months = months_before(datetime.fromtimestamp(time.time(), UTC), count)
    tasks = [
        Task("velora", _CAPABILITY, {"month": month, "creator_id": creator}) for month in months
    ]
    commands = [await send_task(visit, task) for task in tasks]
    query = urlencode({"currency": currency, "commands": ",".join(commands)})
    return visit.go(f"/analytics/trend?{query}")


async def show_trend(visit: Visit) -> Response:
    """Show the months, or how many of them are ready."""
    return visit.page("velora/trend.html", **await _values(visit))


async def show_trend_part(visit: Visit) -> Response:
    """Show how far the reports are, if that changed."""
    values = await _values(visit)
    if not values["drawing"] and visit.query("seen") == str(values["ready"]):
        return nothing_new()
    return visit.fragment("velora/_trend.html", **values)


async def _values(visit: Visit) -> dict[str, Any]:
    wanted = (visit.query("commands") or "").split(",")[:MONTHS_MAX]
    tasks = await read_recent_tasks(visit, "velora")
    known = {one["id"]: one for one in tasks if capability_of(one) == _CAPABILITY}
    commands = [known[one] for one in wanted if one in known]
    if not commands:
        raise NotThereError("core-api has forgotten these reports. Ask for them again.")
    ready = sum(one["outcome"] in FINAL for one in commands)
    currency = visit.query("currency") or ""
    return {
        "currency": currency,
        "ready": ready,
        "wanted": len(commands),
        "made_at": max(one["targets"][0]["at"] for one in commands),
        "commands": [one["id"] for one in commands],
        "forgotten": len(wanted) - len(commands),
        "drawing": _draw(commands, currency) if ready == len(commands) else None,
        "query": urlencode({"currency": currency, "commands": ",".join(wanted)}),
    }


def _draw(commands: list[dict[str, Any]], currency: str) -> Drawing:
    reports = [(one["args"]["input"]["month"], _result_of(one)) for one in commands]
    return draw_trend(sorted(reports, key=lambda report: report[0]), currency)


def _result_of(command: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the report of a command, or None if there is none of the shape that is drawn."""
    result = command["targets"][0]["result"]
    is_known = isinstance(result, dict) and {"currencies", "active_members", "churn"} <= set(result)
    return result if is_known and command["outcome"] == "done" else None
