"""What the deployment published about the running images, with its signature.

Publishing needs no token: the signature proves it, and a summary never replaces a newer one.
"""

import base64
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import StringConstraints
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.core_api.access.enforcement import AccessDependency
from services.core_api.answers import answer
from services.core_api.bodies import Body, View
from services.core_api.errors import NotFoundError, StateConflictError
from services.core_api.ports import PortsDependency
from services.core_api.presence import render_time
from services.core_api.supply.models import SummaryRecord
from services.core_api.supply.signature import ProvedSummary, prove_summary, read_summary

router = APIRouter()
_BASE64 = r"^[A-Za-z0-9+/]*={0,2}$"
Payload = Annotated[str, StringConstraints(min_length=1, max_length=60_000, pattern=_BASE64)]
Signature = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_BASE64)]


class SummaryBody(Body):
    """A signed summary, both parts in base64."""

    payload: Payload
    signature: Signature


class PublishedView(View):
    """The summary counts."""

    environment: str
    published_at: str
    workloads: int


class SummaryView(View):
    """The last summary: its content, and what verifies it anywhere."""

    payload: str
    signature: str
    published_at: str
    received_at: str
    summary: dict[str, Any]


class ImageView(View):
    """What one workload was deployed from."""

    workload: str
    image: str
    digest: str


class ImagesView(View):
    """All workloads of the last summary."""

    environment: str
    published_at: str
    received_at: str
    items: list[ImageView]
    next: None


@router.put("/api/v1/supply/summary", response_model=PublishedView)
async def publish_summary(
    body: SummaryBody, ports: PortsDependency, access: AccessDependency
) -> Response:
    """Keep a summary that the environment's key proves and that is newer than the last."""
    public_key = ports.settings.supply_public_pem.get_secret_value()
    proved = prove_summary(body.payload, body.signature, public_key)
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


async def read_last(session: AsyncSession) -> tuple[ProvedSummary, str | None]:
    """Read the last summary and when it came.

    Raises `NotFoundError` if none was published.
    """
    row = (await session.execute(select(SummaryRecord.__table__))).first()
    if row is None:
        raise NotFoundError("no summary was published; deploy with the pipeline")
    proved = ProvedSummary(read_summary(row.payload), row.payload, row.signature)
    return proved, render_time(row.received_at)
