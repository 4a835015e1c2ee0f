"""The routes of this area."""

from fastapi import APIRouter

from services.core_api.gypsycove import (
    agreements,
    check_ins,
    emergency_cards,
    extra_time,
    families,
    members,
    retention,
    screen_sessions,
    weekly_report,
)

router = APIRouter(tags=["gypsycove"])
for module in (
    families,
    members,
    agreements,
    screen_sessions,
    extra_time,
    check_ins,
    emergency_cards,
    weekly_report,
    retention,
):
    router.include_router(module.router)
