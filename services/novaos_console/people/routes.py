"""Routes of this area."""

from starlette.routing import BaseRoute

from services.console.gate import action, page
from services.novaos_console.people import invitations, users

_USER = "/people/{user_id}"

ROUTES: tuple[BaseRoute, ...] = (
    page("/people", users.show_users),
    page("/people/roles", users.show_roles),
    page("/people/invitations", invitations.show_invitations),
    action("/people/invitations", invitations.invite),
    action("/people/invitations/{invitation_id}/withdraw", invitations.withdraw),
    page(_USER, users.show_user),
    action(f"{_USER}/name", users.rename),
    action(f"{_USER}/disable", users.disable),
    action(f"{_USER}/enable", users.enable),
    action(f"{_USER}/memberships", users.appoint),
    action(f"{_USER}/memberships/{{platform}}/remove", users.dismiss),
)
