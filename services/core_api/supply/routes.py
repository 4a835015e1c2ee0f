"""What the deployment published about the running images, with its signature.

Publishing needs no token: the signature proves it, and a summary never replaces a newer one.
"""

import base64
from typing import Annotated

import msgspec
from fastapi import APIRouter, Query
from fastapi.responses import Response
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.core_api.access.enforcement import AccessDependency
from services.core_api.answers import answer
from services.core_api.errors import NotFoundError, StateConflictError
from services.core_api.ports import PortsDependency
from services.core_api.presence import render_time
from services.core_api.supply.bodies import (
    ComponentsQuery,
    ComponentsView,
    ImagesView,
    PublishedView,
    SummaryBody,
    SummaryView,
    WorkloadsView,
)
from services.core_api.supply.details import find_components, read_details, strip_components
from services.core_api.supply.models import SummaryRecord
from services.core_api.supply.signature import ProvedSummary, prove_summary, read_summary

router = APIRouter()


@router.put("/api/v1/supply/summary", response_model=PublishedView)
async def publish_summary(
    body: SummaryBody, ports: PortsDependency, access: AccessDependency
) -> Response:
    """Keep a summary that the environment's key proves and that is newer than the last."""
    public_key = ports.settings.supply_public_pem.get_secret_value()
    proved = prove_summary(body.payload, body.signature, public_key)
    read_details(proved.payload)
    values = {
        "payload": proved.payload,
        "signature": proved.signature,
        "published_at": proved.summary.published_at,
        "received_at": ports.now(),
    }
    statement = insert(SummaryRecord).values(id=1, **values)
    is_newer = SummaryRecord.published_at <= proved.summary.published_at
    async with ports.database.transaction(access) as session:
        written = await session.execute(
            statement.on_conflict_do_update(
                index_elements=[SummaryRecord.id], set_=values, where=is_newer
            ).returning(SummaryRecord.id),
        )
        if written.first() is None:
            raise StateConflictError("a newer summary was published; publish the current state")
    return answer(
        {
            "environment": proved.summary.environment,
            "published_at": render_time(proved.summary.published_at),
            "workloads": len(proved.summary.workloads),
        },
    )


@router.get("/api/v1/supply/summary", response_model=SummaryView)
async def show_summary(ports: PortsDependency, access: AccessDependency) -> Response:
    """Show the last summary as it was signed."""
    async with ports.database.transaction(access) as session:
        proved, received_at = await read_last(session)
    return answer(
        {
            "payload": base64.b64encode(proved.payload).decode(),
            "signature": base64.b64encode(proved.signature).decode(),
            "published_at": render_time(proved.summary.published_at),
            "received_at": received_at,
            "summary": msgspec.json.decode(proved.payload),
        },
    )


@router.get("/api/v1/supply/images", response_model=ImagesView)
async def list_images(ports: PortsDependency, access: AccessDependency) -> Response:
    """List what each workload was deployed from."""
    async with ports.database.transaction(access) as session:
        proved, received_at = await read_last(session)
    return answer(
        {
            "environment": proved.summary.environment,
            "published_at": render_time(proved.summary.published_at),
            "received_at": received_at,
            "items": msgspec.to_builtins(proved.summary.workloads),
            "next": None,
        },
    )


@router.get("/api/v1/supply/workloads", response_model=WorkloadsView)
async def list_workloads(ports: PortsDependency, access: AccessDependency) -> Response:
    """List what was published about each workload and its image; components have their own list."""
    async with ports.database.transaction(access) as session:
        proved, received_at = await read_last(session)
    items, images = strip_components(proved.payload)
    return answer(
        {
            "environment": proved.summary.environment,
            "published_at": render_time(proved.summary.published_at),
            "received_at": received_at,
            "items": items,
            "images": images,
            "next": None,
        },
    )


@router.get("/api/v1/supply/components", response_model=ComponentsView)
async def list_components(
    ports: PortsDependency, access: AccessDependency, asked: Annotated[ComponentsQuery, Query()]
) -> Response:
    """Find components in the SBOMs of all images or of one workload's, page by page."""
    async with ports.database.transaction(access) as session:
        proved, _ = await read_last(session)
    details = read_details(proved.payload)
    found = find_components(details, asked.q, asked.workload)
    end = asked.after + asked.limit
    return answer(
        {
            "environment": proved.summary.environment,
            "published_at": render_time(proved.summary.published_at),
            "is_published": details.components is not None,
            "found": len(found),
            "items": found[asked.after : end],
            "next": end if end < len(found) else None,
        },
    )


async def read_last(session: AsyncSession) -> tuple[ProvedSummary, str | None]:
    """Read the last summary and when it came.

    Raises `NotFoundError` if none was published.
    """
    row = (await session.execute(select(SummaryRecord.__table__))).first()
    if row is None:
        raise NotFoundError("no summary was published; deploy with the pipeline")
    proved = ProvedSummary(read_summary(row.payload), row.payload, row.signature)
    return proved, render_time(row.received_at)
