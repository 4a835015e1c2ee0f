"""Pages of orchestration, analytics, glitch and people, filled by what people and agents do."""

import secrets
import time
import uuid
from datetime import UTC, datetime
from typing import Any

import httpx

from tests.support.console_pages import ConsolePage
from tests.support.consoles import api_client, invite, the_founder
from tests.support.founder import founder_client

CONSOLE = "novaos-console"
_BASE = "/api/v1/blackrose"
_MONTHS = 11
"""More than velora's forecast needs."""
_PAYING = 7
_TASK_SECONDS = 40
_STEPS = [
    {"name": "integrity", "agent": "glitch", "capability": "check_integrity"},
    {
        "name": "funnel",
        "agent": "velora",
        "capability": "conversion_funnel",
        "when": [{"path": "integrity.status", "operator": "==", "value": "done"}],
    },
]


def run_task(
    client: httpx.Client, agent: str, capability: str, given: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Have an agent do a task and return its command when it is over."""
    args = {"capability": capability, "input": given or {}}
    body = {"agent": agent, "op": "task", "args": args, "deadline_seconds": _TASK_SECONDS}
    sent = client.post("/api/v1/agent/command", json=body).raise_for_status().json()
    while True:  # core-api ends it at its deadline
        found: dict[str, Any] = client.get(f"/api/v1/agent/commands/{sent['id']}").json()
        if found["outcome"] in {"done", "failed", "timed_out"}:
            return found
        time.sleep(0.1)


def result_of(command: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """Return the result of a task that was done."""
    assert command["outcome"] == "done", command
    return command["targets"][0]["result"]


def make_ledger(client: httpx.Client) -> str:
    """Make a creator whose members pay over months, and return its id."""
    mark = secrets.token_hex(3)
    creator = client.post(f"{_BASE}/creators", json={"pseudonym": f"Figures {mark}"})
    creator_id = str(creator.raise_for_status().json()["id"])
    tier = {"name": "Friends", "price_minor": 900, "currency": "EUR"}
    made = client.post(f"{_BASE}/creators/{creator_id}/tiers", json=tier).raise_for_status()
    tier_id = made.json()["id"]
    members = [str(uuid.uuid4()) for _ in range(_PAYING)]
    for back in range(_MONTHS):
        for number, member in enumerate(members):
            if (back + number) % (number + 2):
                of = {"creator_id": creator_id, "member_id": member, "tier_id": tier_id}
                _pay(client, back, amount_minor=900 + 150 * number, **of)
    refund = {"creator_id": creator_id, "member_id": members[0], "kind": "refund"}
    _pay(client, 1, amount_minor=300, **refund)
    return creator_id


def make_playbook(client: httpx.Client) -> str:
    """Have nova keep a playbook and return its name."""
    name = f"morning_{secrets.token_hex(3)}"
    result_of(run_task(client, "nova", "save_playbook", {"name": name, "steps": _STEPS}))
    return name


def build(environment: str) -> list[ConsolePage]:
    """Make the data and list the pages."""
    with founder_client(environment) as client:
        # What an administrator sends is recorded; the founder's own is forgotten after a while.
        admin = invite(client, "admin", CONSOLE, "Ada Admin")
        with api_client(environment, admin) as sender:
            listed = [
                *_orchestration(sender),
                *_analytics(sender, make_ledger(client)),
                *_glitch(sender),
                *_people(client),
            ]
    founder = the_founder(environment)
    return [ConsolePage(slug, founder, CONSOLE, path, dialogs) for slug, path, dialogs in listed]


_Listed = tuple[str, str, tuple[str, ...]]


def _orchestration(client: httpx.Client) -> list[_Listed]:
    name = make_playbook(client)
    run = result_of(run_task(client, "nova", "run_playbook", {"name": name}))
    schedule = {"id": name, "cron": "30 6 * * 1", "agent": "velora", "capability": "kpi_report"}
    command = run_task(client, "nova", "set_schedule", schedule)
    preview = run_task(client, "nova", "preview_schedule", {"cron": "0 6 * * *"})
    refused = run_task(client, "nova", "preview_schedule", {"cron": "never"})
    return [
        ("commands", "/orchestration", ()),
        ("commands-empty", "/orchestration?agent=riven&outcome=failed&op=cycle", ()),
        ("command", f"/orchestration/commands/{command['id']}", ()),
        ("playbooks", "/orchestration/playbooks", ("new-playbook",)),
        ("playbook", f"/orchestration/playbooks/{name}", ()),
        ("runs", "/orchestration/runs", ()),
        ("run", f"/orchestration/runs/{run['run_id']}", ()),
        ("schedules", f"/orchestration/schedules?id={name}", ("remove-schedule",)),
        ("task-preview", f"/orchestration/tasks/{preview['id']}", ()),
        ("task-failed", f"/orchestration/tasks/{refused['id']}", ()),
    ]


def _analytics(client: httpx.Client, creator: str) -> list[_Listed]:
    of = {"creator_id": creator}
    wanted: dict[str, dict[str, Any]] = {
        "kpi_report": of,
        "revenue_forecast": {**of, "currency": "EUR"},
        "rfm_segments": {**of, "currency": "EUR"},
        "cohort_retention": {**of, "currency": "EUR"},
        "conversion_funnel": of,
        "lifetime_value": {**of, "currency": "EUR"},
    }
    made = {name: run_task(client, "velora", name, given) for name, given in wanted.items()}
    refused = run_task(client, "velora", "rfm_segments", {**of, "currency": "XTS"})
    nothing = run_task(client, "velora", "cohort_retention", {**of, "currency": "XTS"})
    months = [
        run_task(client, "velora", "kpi_report", {**of, "month": month})["id"]
        for month in _recent_months()
    ]
    trend = f"/analytics/trend?currency=EUR&commands={','.join(months)}"
    return [
        ("report-trend", trend, ()),
        *((f"report-{name}", f"/analytics/reports/{one['id']}", ()) for name, one in made.items()),
        ("report-refused", f"/analytics/reports/{refused['id']}", ()),
        ("report-empty", f"/analytics/reports/{nothing['id']}", ()),
        ("analytics", "/analytics?report=revenue_forecast", ()),
    ]


def _glitch(client: httpx.Client) -> list[_Listed]:
    label = f"backup share {secrets.token_hex(3)}"
    token = result_of(run_task(client, "glitch", "make_honey_token", {"label": label}))["token"]
    taken = {"Authorization": f"Bearer {token}"}
    assert httpx.get(f"{client.base_url}/api/v1/users", headers=taken).is_client_error
    checks = {
        name: run_task(client, "glitch", name, given)["id"]
        for name, given in (
            ("incident_report", {"minutes": 15}),
            ("login_abuse", {"hours": 24}),
            ("scan_logs", {}),
            ("check_integrity", {}),
        )
    }
    return [
        ("alerts", "/glitch", ()),
        ("incidents", "/glitch/incidents", ()),
        ("honey-tokens", "/glitch/honey-tokens", ()),
        ("refused-logins", "/glitch/logins?hours=720", ()),
        ("integrity", "/glitch/integrity", ()),
        *((f"check-{name}", f"/glitch/checks/{found}", ()) for name, found in checks.items()),
    ]


def _people(client: httpx.Client) -> list[_Listed]:
    person = invite(client, "member", "web-shell", '<img src=x onerror="alert(1)">')
    client.post("/api/v1/invitations", json={"platform": "novaos", "role": "admin"})
    user_id = find_user(client, person.login)
    alone = find_user(client, invite(client, "member", "web-shell", "Nobody Anywhere").login)
    client.delete(f"/api/v1/users/{alone}/memberships?platform=blackrose").raise_for_status()
    client.patch(f"/api/v1/users/{alone}", json={"disabled": True}).raise_for_status()
    return [
        ("users", "/people", ()),
        ("user", f"/people/{user_id}", ("disable", "remove-blackrose")),
        ("user-alone", f"/people/{alone}", ()),
        ("invitations", "/people/invitations", ()),
        ("roles", "/people/roles", ()),
    ]


def find_user(client: httpx.Client, login: str) -> str:
    """Return the id of a user."""
    after = None
    while True:
        query = {"limit": 500, **({"after": after} if after else {})}
        page = client.get("/api/v1/users", params=query).raise_for_status().json()
        for user in page["items"]:
            if user["login"] == login:
                return str(user["id"])
        after = page["next"]
        if after is None:
            raise LookupError(login)


def _recent_months(count: int = 5) -> list[str]:
    now = datetime.now(UTC)
    months = [now.year * 12 + now.month - 1 - back for back in range(1, count + 1)]
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in months]


def _pay(client: httpx.Client, months_back: int, **entry: object) -> None:
    now = datetime.now(UTC)
    month = now.year * 12 + now.month - 1 - months_back
    at = datetime(month // 12, month % 12 + 1, 1, 12, tzinfo=UTC)
    body = {
        "kind": "subscription",
        "currency": "EUR",
        "occurred_at": at.isoformat(),
        "category": "memberships",
        "reference": secrets.token_hex(8),
        **entry,
    }
    client.post(f"{_BASE}/ledger", json=body).raise_for_status()
