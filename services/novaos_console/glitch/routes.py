"""Routes of this area."""

from starlette.routing import BaseRoute

from services.console.gate import action, page
from services.novaos_console.glitch import alerts, checks

ROUTES: tuple[BaseRoute, ...] = (
    page("/glitch", alerts.show_alerts),
    page("/glitch/alerts", alerts.show_alerts_table),
    page("/glitch/incidents", checks.show_incidents),
    page("/glitch/honey-tokens", alerts.show_tokens),
    page("/glitch/logins", alerts.show_refused_logins),
    page("/glitch/integrity", checks.show_integrity),
    action("/glitch/checks", checks.start_check),
    page("/glitch/checks/{command_id}", checks.show_check),
    page("/glitch/checks/{command_id}/part", checks.show_check_part),
)
