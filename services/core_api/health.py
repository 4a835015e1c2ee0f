"""Whether core-api lives (`/health`) and whether it can do its work (`/ready`).

Both are open: they tell states, no addresses and no versions. `/health` asks nobody, so that an
absent database does not get the service restarted. `/livez` and `/readyz` are other names of them.
"""

import asyncio

from fastapi import APIRouter
from fastapi.responses import Response

from services.core_api.answers import answer
from services.core_api.ports import PortsDependency

router = APIRouter()
_UNAVAILABLE = 503


@router.get("/livez")
@router.get("/health")
async def health() -> Response:
    """Say that the process answers."""
    return answer({"status": "ok"})


@router.get("/readyz")
@router.get("/ready")
async def ready(ports: PortsDependency) -> Response:
    """Say for each part whether it can be used; 503 if one cannot."""
    checks = {
        "postgres": ports.registry.check(),
        "redis_agents": ports.state_store.check(),
        "redis_brc": ports.zones.brc.check(),
        "redis_gypsycove": ports.zones.gypsycove.check(),
    }
    found = await asyncio.gather(*checks.values())
    parts = {
        name: {"ok": not reasons, "reason": "; ".join(reasons)}
        for name, reasons in zip(checks, found, strict=True)
    }
    is_ready = not any(found)
    return answer({"ready": is_ready, "parts": parts}, 200 if is_ready else _UNAVAILABLE)
