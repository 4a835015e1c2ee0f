"""Routes of the moderators' pages; the founder may use them too."""

from starlette.routing import BaseRoute, Route

from services.console.gate import Handler, action, page
from services.web_shell.moderation import log, notices, people, removals, reports, review

_MODERATORS = frozenset({"admin"})


def _page(path: str, handler: Handler) -> Route:
    return page(f"/moderation{path}", handler, roles=_MODERATORS)


def _action(path: str, handler: Handler) -> Route:
    return action(f"/moderation{path}", handler, roles=_MODERATORS)


ROUTES: tuple[BaseRoute, ...] = (
    _page("/review", review.show_queue),
    _page("/review/list", review.show_queue_list),
    _page("/posts/{post_id}", review.show_post),
    _action("/posts/{post_id}/approve", review.approve),
    _action("/posts/{post_id}/reject", review.reject),
    _page("/reports", reports.show_reports),
    _page("/reports/list", reports.show_report_list),
    _action("/reports/{report_id}/decide", reports.decide_report),
    _page("/dmca", notices.show_notices),
    _page("/dmca/{notice_id}", notices.show_notice),
    _page("/dmca/{notice_id}/counter-notice", notices.show_answer),
    _action("/dmca/{notice_id}/uphold", notices.uphold),
    _action("/dmca/{notice_id}/withdraw", notices.withdraw),
    _action("/dmca/{notice_id}/restore", notices.restore),
    _page("/removals", removals.show_removals),
    _page("/removals/list", removals.show_removal_list),
    _action("/removals/{removal_id}/remove", removals.remove),
    _action("/removals/{removal_id}/reject", removals.reject),
    _page("/log", log.show_log),
    _page("/creators", people.show_creators),
    _action("/creators", people.create_creator),
    _page("/people", people.show_people),
    _page("/people/{user_id}", people.show_person),
    _action("/people/{user_id}/role", people.appoint),
    _action("/people/{user_id}/dismiss", people.dismiss),
    _action("/invitations", people.invite),
    _action("/invitations/{invitation_id}/withdraw", people.withdraw_invitation),
)
