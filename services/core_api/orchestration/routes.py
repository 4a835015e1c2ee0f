"""The routes of this area."""

from fastapi import APIRouter

from services.core_api.orchestration import playbook_runs, playbooks, schedules

router = APIRouter()
for module in (schedules, playbooks, playbook_runs):
    router.include_router(module.router)
