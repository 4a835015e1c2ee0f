"""Nova's schedules: nova reads the cron expressions, core-api keeps them.

Who wants one made, changed or removed gives nova a task for it: the record of that command says who
it was, and of one that is removed also what it was.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlalchemy import Row, delete, select
from sqlalchemy.dialects.postgresql import insert

from agents.contract.schedule import check_task
from services.core_api.access.enforcement import AccessDependency
from services.core_api.agent_names import require_agent
from services.core_api.answers import answer
from services.core_api.body import read_message
from services.core_api.commands.contract_schema import request_body
from services.core_api.errors import MalformedError, NotFoundError
from services.core_api.json_value import find_unstorable
from services.core_api.orchestration.bodies import (
    NameQuery,
    ScheduleBody,
    SchedulePage,
    SchedulePath,
    ScheduleView,
)
from services.core_api.orchestration.models import ScheduleRecord
from services.core_api.ports import PortsDependency
from services.core_api.presence import render_time

router = APIRouter()


@router.get("/api/v1/agent/schedules", response_model=SchedulePage)
async def list_schedules(
    ports: PortsDependency, access: AccessDependency, asked: Annotated[NameQuery, Query()]
) -> Response:
    """List schedules by their names."""
    statement = select(ScheduleRecord.__table__).order_by(ScheduleRecord.id)
    if asked.after is not None:
        statement = statement.where(ScheduleRecord.id > asked.after)
    async with ports.database.transaction(access) as session:
        rows = (await session.execute(statement.limit(asked.limit + 1))).all()
    shown, is_last = rows[: asked.limit], len(rows) <= asked.limit
    items = [render_schedule(row) for row in shown]
    return answer({"items": items, "next": None if is_last else shown[-1].id})


@router.put(
    "/api/v1/agent/schedules/{schedule_id}",
    response_model=ScheduleView,
    openapi_extra=request_body(ScheduleBody),
)
async def put_schedule(
    request: Request, schedule_id: SchedulePath, ports: PortsDependency, access: AccessDependency
) -> Response:
    """Make or replace a schedule."""
    body = await read_message(request, ScheduleBody)
    require_agent(body.agent)
    found = check_task(body.agent, body.capability, body.input)
    if found := found or find_unstorable([body.cron, body.input]):
        raise MalformedError("; ".join(found)[:1000])
    values = {
        "cron": body.cron,
        "agent": body.agent,
        "capability": body.capability,
        "input": body.input,
        "enabled": body.enabled,
        "last_run_at": body.last_run_at,
        "next_run_at": body.next_run_at,
    }
    statement = (
        insert(ScheduleRecord)
        .values(id=schedule_id, **values)
        .on_conflict_do_update(index_elements=[ScheduleRecord.id], set_=values)
        .returning(*ScheduleRecord.__table__.columns)
    )
    async with ports.database.transaction(access) as session:
        row = (await session.execute(statement)).one()
    return answer(render_schedule(row))


@router.delete("/api/v1/agent/schedules/{schedule_id}", response_model=ScheduleView)
async def remove_schedule(
    schedule_id: SchedulePath, ports: PortsDependency, access: AccessDependency
) -> Response:
    """Remove a schedule and answer with what it was."""
    statement = (
        delete(ScheduleRecord)
        .where(ScheduleRecord.id == schedule_id)
        .returning(*ScheduleRecord.__table__.columns)
    )
    async with ports.database.transaction(access) as session:
        row = (await session.execute(statement)).first()
    if row is None:
        raise NotFoundError("there is no such schedule")
    return answer(render_schedule(row))


def render_schedule(row: Row[Any]) -> dict[str, Any]:
    """Write a schedule."""
    return {
        "id": row.id,
        "cron": row.cron,
        "agent": row.agent,
        "capability": row.capability,
        "input": row.input,
        "enabled": row.enabled,
        "last_run_at": render_time(row.last_run_at),
        "next_run_at": render_time(row.next_run_at),
    }
