"""The routes of this area."""

from fastapi import APIRouter

from services.core_api.commands import command, heartbeat, logs, online, outcomes

router = APIRouter()
for module in (heartbeat, online, command, outcomes, logs):
    router.include_router(module.router)
