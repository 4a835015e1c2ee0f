"""Alerts, and the honey tokens that raise them."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import Field, StringConstraints
from sqlalchemy import select

from services.core_api.access.enforcement import AccessDependency
from services.core_api.answers import answer
from services.core_api.bodies import Body, Limit, Line, Parameters, View
from services.core_api.commands.tracing import issuer_of
from services.core_api.errors import MalformedError
from services.core_api.json_value import find_unstorable
from services.core_api.ports import PortsDependency
from services.core_api.presence import render_time
from services.core_api.security.alerts import NewAlert, Severity, raise_alert, read_alerts
from services.core_api.security.honey_tokens import make_token
from services.core_api.security.models import HoneyTokenRecord
from services.core_api.time_cursor import Cursor, is_older, read_cursor, write_cursor

router = APIRouter()
Kind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Message = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]


class AlertBody(Body):
    """What people should look at."""

    kind: Kind
    severity: Severity
    message: Message
    evidence: dict[str, Any] = Field(default_factory=dict)


class AlertView(View):
    """An alert that was raised."""

    id: str
    at: str
    kind: str
    severity: Severity
    message: str
    evidence: dict[str, Any]
    raised_by: str


class AlertPage(View):
    """Alerts, newest first."""

    items: list[AlertView]
    next: str | None


class HoneyTokenBody(Body):
    """Where the token will be laid."""

    label: Line


class HoneyTokenView(View):
    """A honey token; its value is never shown again."""

    id: str
    label: str
    created_at: str


class MadeHoneyToken(HoneyTokenView):
    """A new honey token."""

    token: str


class HoneyTokenPage(View):
    """Honey tokens, newest first."""

    items: list[HoneyTokenView]
    next: str | None


class PageQuery(Parameters):
    """Which page of a list."""

    limit: Limit = 50
    after: Cursor | None = None


@router.post("/api/v1/security/alerts", response_model=AlertView, status_code=201)
async def create_alert(
    body: AlertBody, ports: PortsDependency, access: AccessDependency
) -> Response:
    """Raise an alert in the name of the sender."""
    if found := find_unstorable(body.evidence):
        raise MalformedError(f"evidence: {found[0]}")
    now, sender = ports.now(), issuer_of(access.principal)
    alert = NewAlert(body.kind, body.severity, body.message, sender, body.evidence)
    async with ports.database.transaction(access) as session:
        identifier = await raise_alert(session, alert, now)
    shown = {**body.model_dump(), "id": identifier, "at": render_time(now), "raised_by": sender}
    return answer(shown, 201)


@router.get("/api/v1/security/alerts", response_model=AlertPage)
async def list_alerts(
    ports: PortsDependency, access: AccessDependency, asked: Annotated[PageQuery, Query()]
) -> Response:
    """List alerts, newest first."""
    async with ports.database.transaction(access) as session:
        rows = await read_alerts(session, asked.limit + 1, read_cursor(asked.after))
    shown, is_last = rows[: asked.limit], len(rows) <= asked.limit
    items = [{**row._mapping, "at": render_time(row.at)} for row in shown]  # noqa: SLF001 - public
    following = None if is_last else write_cursor(shown[-1].at, shown[-1].id)
    return answer({"items": items, "next": following})


@router.post("/api/v1/security/honey-tokens", response_model=MadeHoneyToken, status_code=201)
async def create_honey_token(
    body: HoneyTokenBody, ports: PortsDependency, access: AccessDependency
) -> Response:
    """Make a honey token and show it once."""
    now = ports.now()
    async with ports.database.transaction(access) as session:
        made = await make_token(session, body.label, now)
    ports.live.honey.forget()
    shown = {"id": made.id, "label": body.label, "created_at": render_time(now)}
    return answer({**shown, "token": made.token}, 201)


@router.get("/api/v1/security/honey-tokens", response_model=HoneyTokenPage)
async def list_honey_tokens(
    ports: PortsDependency, access: AccessDependency, asked: Annotated[PageQuery, Query()]
) -> Response:
    """List the honey tokens without their values, newest first."""
    table = HoneyTokenRecord
    statement = select(table.id, table.label, table.created_at)
    if (before := read_cursor(asked.after)) is not None:
        statement = statement.where(is_older(table.created_at, table.id, before))
    statement = statement.order_by(table.created_at.desc(), table.id.desc())
    async with ports.database.transaction(access) as session:
        rows = (await session.execute(statement.limit(asked.limit + 1))).all()
    shown, is_last = rows[: asked.limit], len(rows) <= asked.limit
    items = [
        {"id": row.id, "label": row.label, "created_at": render_time(row.created_at)}
        for row in shown
    ]
    following = None if is_last else write_cursor(shown[-1].created_at, shown[-1].id)
    return answer({"items": items, "next": following})
