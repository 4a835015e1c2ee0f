"""Playbooks by their names."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert

from agents.contract.playbook import Step, check_steps, render_steps
from services.core_api.access.enforcement import AccessDependency
from services.core_api.answers import answer
from services.core_api.body import read_message
from services.core_api.commands.contract_schema import request_body
from services.core_api.errors import MalformedError, NotFoundError
from services.core_api.json_value import find_unstorable
from services.core_api.orchestration.bodies import (
    NamePath,
    NameQuery,
    PlaybookBody,
    PlaybookPage,
    PlaybookView,
)
from services.core_api.orchestration.models import PlaybookRecord
from services.core_api.ports import PortsDependency
from services.core_api.presence import render_time

router = APIRouter()


@router.get("/api/v1/agent/playbooks", response_model=PlaybookPage)
async def list_playbooks(
    ports: PortsDependency, access: AccessDependency, asked: Annotated[NameQuery, Query()]
) -> Response:
    """List playbooks by their names."""
    statement = select(PlaybookRecord.__table__).order_by(PlaybookRecord.name)
    if asked.after is not None:
        statement = statement.where(PlaybookRecord.name > asked.after)
    async with ports.database.transaction(access) as session:
        rows = (await session.execute(statement.limit(asked.limit + 1))).all()
    shown, is_last = rows[: asked.limit], len(rows) <= asked.limit
    items = [render_playbook(row) for row in shown]
    return answer({"items": items, "next": None if is_last else shown[-1].name})


@router.get("/api/v1/agent/playbooks/{name}", response_model=PlaybookView)
async def show_playbook(
    name: NamePath, ports: PortsDependency, access: AccessDependency
) -> Response:
    """Show one playbook."""
    statement = select(PlaybookRecord.__table__).where(PlaybookRecord.name == name)
    async with ports.database.transaction(access) as session:
        row = (await session.execute(statement)).first()
    if row is None:
        raise NotFoundError("there is no such playbook")
    return answer(render_playbook(row))


@router.put(
    "/api/v1/agent/playbooks/{name}",
    response_model=PlaybookView,
    openapi_extra=request_body(PlaybookBody),
)
async def put_playbook(
    request: Request, name: NamePath, ports: PortsDependency, access: AccessDependency
) -> Response:
    """Make or replace a playbook; runs that have begun keep their steps."""
    body = await read_message(request, PlaybookBody)
    values = {"steps": require_steps(body.steps), "updated_at": ports.now()}
    statement = (
        insert(PlaybookRecord)
        .values(name=name, **values)
        .on_conflict_do_update(index_elements=[PlaybookRecord.name], set_=values)
        .returning(*PlaybookRecord.__table__.columns)
    )
    async with ports.database.transaction(access) as session:
        row = (await session.execute(statement)).one()
    return answer(render_playbook(row))


def require_steps(steps: tuple[Step, ...]) -> list[Any]:
    """Return steps that can be run, as JSON.

    Raises `MalformedError` with everything that keeps them from it.
    """
    rendered = render_steps(steps)
    if found := check_steps(steps) or find_unstorable(rendered):
        raise MalformedError("; ".join(found)[:1000])
    return rendered


def render_playbook(row: Row[Any]) -> dict[str, Any]:
    """Write a playbook."""
    return {"name": row.name, "steps": row.steps, "updated_at": render_time(row.updated_at)}
