"""The routes of this area, one module per kind of object."""

from fastapi import APIRouter

from services.core_api.blackrose import (
    consent_routes,
    creator_routes,
    editor_routes,
    entitlement_routes,
    invitation_routes,
    ledger_routes,
    legal_name_routes,
    media_routes,
    moderation_routes,
    notice_decision_routes,
    notice_routes,
    post_routes,
    removal_routes,
    report_routes,
    review_routes,
    tier_routes,
)

router = APIRouter()
for _module in (
    creator_routes,
    legal_name_routes,
    tier_routes,
    invitation_routes,
    entitlement_routes,
    ledger_routes,
    post_routes,
    media_routes,
    editor_routes,
    review_routes,
    consent_routes,
    notice_routes,
    notice_decision_routes,
    removal_routes,
    report_routes,
    moderation_routes,
):
    router.include_router(_module.router)
