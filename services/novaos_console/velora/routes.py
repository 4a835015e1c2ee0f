"""Routes of this area."""

from starlette.routing import BaseRoute

from services.console.gate import action, page
from services.novaos_console.velora import pages, trend_pages

ROUTES: tuple[BaseRoute, ...] = (
    page("/analytics", pages.show_analytics),
    action("/analytics/reports", pages.ask),
    action("/analytics/trend", trend_pages.ask_for_trend),
    page("/analytics/trend", trend_pages.show_trend),
    page("/analytics/trend/part", trend_pages.show_trend_part),
    page("/analytics/reports/{command_id}", pages.show_report),
    page("/analytics/reports/{command_id}/part", pages.show_report_part),
)
