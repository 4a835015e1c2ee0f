"""Runs of playbooks: a copy of the steps and the state of each; one that has ended stays so."""

import uuid
from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlalchemy import Row, select, update
from sqlalchemy.dialects.postgresql import insert

from agents.contract.playbook import StepState
from services.core_api.access.enforcement import AccessDependency
from services.core_api.answers import answer
from services.core_api.body import read_message
from services.core_api.commands.contract_schema import request_body
from services.core_api.errors import MalformedError, NotFoundError, StateConflictError
from services.core_api.json_value import without_nul
from services.core_api.orchestration.bodies import RunBody, RunChange, RunPage, RunsQuery, RunView
from services.core_api.orchestration.models import PlaybookRunRecord
from services.core_api.orchestration.playbooks import require_steps
from services.core_api.ports import PortsDependency
from services.core_api.presence import render_time
from services.core_api.time_cursor import is_older, read_cursor, write_cursor

router = APIRouter()
_RUN = PlaybookRunRecord


@router.post(
    "/api/v1/agent/playbook-runs",
    response_model=RunView,
    status_code=201,
    openapi_extra=request_body(RunBody),
)
async def start_run(request: Request, ports: PortsDependency, access: AccessDependency) -> Response:
    """Keep a new run; its steps are those of this moment."""
    body = await read_message(request, RunBody)
    now = ports.now()
    statement = insert(_RUN).values(
        id=str(uuid.uuid4()),
        playbook=body.playbook,
        status="running",
        steps=require_steps(body.steps),
        states=require_states(body.states, len(body.steps)),
        started_at=now,
        updated_at=now,
    )
    async with ports.database.transaction(access) as session:
        row = (await session.execute(statement.returning(*_RUN.__table__.columns))).one()
    return answer(render_run(row), 201)


@router.get("/api/v1/agent/playbook-runs", response_model=RunPage)
async def list_runs(
    ports: PortsDependency, access: AccessDependency, asked: Annotated[RunsQuery, Query()]
) -> Response:
    """List runs, newest first."""
    statement = select(_RUN.__table__).order_by(_RUN.started_at.desc(), _RUN.id.desc())
    if asked.status is not None:
        statement = statement.where(_RUN.status == asked.status)
    if (before := read_cursor(asked.after)) is not None:
        statement = statement.where(is_older(_RUN.started_at, _RUN.id, before))
    async with ports.database.transaction(access) as session:
        rows = (await session.execute(statement.limit(asked.limit + 1))).all()
    shown, is_last = rows[: asked.limit], len(rows) <= asked.limit
    following = None if is_last else write_cursor(shown[-1].started_at, shown[-1].id)
    return answer({"items": [render_run(row) for row in shown], "next": following})


@router.get("/api/v1/agent/playbook-runs/{run_id}", response_model=RunView)
async def show_run(run_id: UUID, ports: PortsDependency, access: AccessDependency) -> Response:
    """Show one run."""
    statement = select(_RUN.__table__).where(_RUN.id == str(run_id))
    async with ports.database.transaction(access) as session:
        row = (await session.execute(statement)).first()
    if row is None:
        raise NotFoundError("there is no such run")
    return answer(render_run(row))


@router.put(
    "/api/v1/agent/playbook-runs/{run_id}",
    response_model=RunView,
    openapi_extra=request_body(RunChange),
)
async def change_run(
    request: Request, run_id: UUID, ports: PortsDependency, access: AccessDependency
) -> Response:
    """Write down how far a run is; the same again is fine, a change after its end is not."""
    body = await read_message(request, RunChange)
    ours = _RUN.id == str(run_id)
    async with ports.database.transaction(access) as session:
        locked = select(_RUN.__table__).where(ours).with_for_update()
        row = (await session.execute(locked)).first()
        if row is None:
            raise NotFoundError("there is no such run")
        states = require_states(body.states, len(row.steps))
        if row.status != "running" and (row.status, row.states) != (body.status, states):
            raise StateConflictError(f"the run has ended as {row.status}; start a new one")
        change = (
            update(_RUN)
            .where(ours)
            .values(status=body.status, states=states, updated_at=ports.now())
        )
        changed = (await session.execute(change.returning(*_RUN.__table__.columns))).one()
    return answer(render_run(changed))


def require_states(states: tuple[StepState, ...], steps: int) -> list[Any]:
    """Return one state per step, as JSON.

    Raises `MalformedError` if there are more or fewer.
    """
    if len(states) != steps:
        raise MalformedError(f"states: got {len(states)}, expected one for each of {steps} steps")
    rendered: list[Any] = without_nul(msgspec.to_builtins(states))
    return rendered


def render_run(row: Row[Any]) -> dict[str, Any]:
    """Write a run."""
    return {
        "id": row.id,
        "playbook": row.playbook,
        "status": row.status,
        "steps": row.steps,
        "states": row.states,
        "started_at": render_time(row.started_at),
        "updated_at": render_time(row.updated_at),
    }
