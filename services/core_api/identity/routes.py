"""The routes of this area."""

from fastapi import APIRouter

from services.core_api.identity import machine_routes, people_routes, session_routes

router = APIRouter()
for _routes in (session_routes, people_routes, machine_routes):
    router.include_router(_routes.router)
