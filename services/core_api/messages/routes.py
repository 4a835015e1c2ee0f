"""The routes of this area."""

from fastapi import APIRouter

from services.core_api.messages import (
    announcement_routes,
    message_routes,
    report_routes,
    room_routes,
)

router = APIRouter()
for part in (message_routes, room_routes, announcement_routes, report_routes):
    router.include_router(part.router)
