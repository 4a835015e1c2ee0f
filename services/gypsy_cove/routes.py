"""Routes of all pages."""

from starlette.routing import BaseRoute

from services.gypsy_cove import (
    about_me,
    agreements,
    card,
    check_ins,
    data,
    extra_time,
    families,
    family,
    invitations,
    me,
    members,
    messages,
    week,
)

ROUTES: tuple[BaseRoute, ...] = (
    *family.ROUTES,
    *members.ROUTES,
    *agreements.ROUTES,
    *extra_time.ROUTES,
    *check_ins.ROUTES,
    *card.ROUTES,
    *messages.ROUTES,
    *week.ROUTES,
    *data.ROUTES,
    *invitations.ROUTES,
    *me.ROUTES,
    *about_me.ROUTES,
    *families.ROUTES,
)
