"""Whether core-api lives (`/health`) and whether it can do its work (`/ready`).

Both are open: they tell states, no addresses and no versions. `/health` asks nobody, so that an
absent database does not get the service restarted.
"""

import asyncio

from fastapi import APIRouter
from fastapi.responses import Response

from services.core_api.answers import answer
from services.core_api.ports import PortsDependency

router = APIRouter()
_UNAVAILABLE = 503


@router.get("/health")
async def health() -> Response:
    """Say that the process answers."""
    return answer({"status": "ok"})


@router.get("/ready")
async def ready(ports: PortsDependency) -> Response:
    """Say for each part whether it can be used; 503 if one cannot."""
    postgres, redis = await asyncio.gather(ports.registry.check(), ports.state_store.check())
    parts = {
        name: {"ok": not found, "reason": "; ".join(found)}
        for name, found in (("postgres", postgres), ("redis_agents", redis))
    }
    is_ready = not postgres and not redis
    return answer({"ready": is_ready, "parts": parts}, 200 if is_ready else _UNAVAILABLE)
