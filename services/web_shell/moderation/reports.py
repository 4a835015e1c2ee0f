"""Reports by members: how long each has waited, and the decision about it."""

from datetime import UTC, datetime
from typing import Any

from starlette.responses import Response

from services.console.errors import BadFormError
from services.console.visit import Visit
from services.web_shell.moderation.clocks import report_clock
from services.web_shell.moderation.listing import BASE
from services.web_shell.moderation.reasons import REASONS, WORDS, read_reason

_PAGE_ITEMS = 25
STATUSES = ("open", "hidden", "dismissed")
_SAID = {
    "hidden": "The post is hidden.",
    "dismissed": "The report is dismissed; the post is shown if nothing else keeps it back.",
}


async def show_reports(visit: Visit) -> Response:
    """Show the reports of one status, the open ones without a choice."""
    return visit.page("moderation/reports.html", **await _read_reports(visit))


async def show_report_list(visit: Visit) -> Response:
    """Show the list again."""
    return visit.fragment("moderation/_reports.html", **await _read_reports(visit))


async def decide_report(visit: Visit) -> Response:
    """Hide the post, or dismiss the report."""
    form = await visit.form()
    decision = form.text("decision")
    if decision not in _SAID:
        raise BadFormError("decision: choose one of the two")
    body = {"decision": decision, **read_reason(form)}
    await visit.core_api.post(f"{BASE}/reports/{{}}/decide", visit.part("report_id"), body=body)
    return visit.done(_SAID[decision], "/moderation/reports")


async def _read_reports(visit: Visit) -> dict[str, Any]:
    status = visit.query("status") or STATUSES[0]
    query: dict[str, str | int | None] = {
        "status": status,
        "limit": _PAGE_ITEMS,
        "after": visit.query("after"),
    }
    page = await visit.core_api.get(f"{BASE}/reports", query=query)
    now = datetime.now(UTC)
    return {
        "reports": [(one, report_clock(one, now)) for one in page["items"]],
        "following": page["next"],
        "after": visit.query("after") or "",
        "shown_status": status,
        "statuses": STATUSES,
        "reasons": REASONS,
        "reason_words": WORDS,
    }
