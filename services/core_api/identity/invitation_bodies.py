"""Request and response bodies of invitations."""

from datetime import datetime
from uuid import UUID

from services.core_api.access.actors import Platform, Role
from services.core_api.bodies import Body, Line, View
from services.core_api.identity.bodies import Login, NewPassword, Opaque, ScopeBody


class InvitationBody(ScopeBody):
    """A role on a platform, and in a family whose it is to be."""

    member_id: UUID | None = None
    """A member of the family without a login; without one a member is made with the login."""


class InvitationView(View):
    """An invitation, without its code."""

    id: UUID
    platform: Platform
    role: Role
    family_id: UUID | None
    member_id: UUID | None
    """Of the family: for whom it is, and who took it up."""
    creator_id: UUID | None
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    accepted_by: UUID | None
    """The user; a creator is not told who its members are."""


class NewInvitationView(InvitationView):
    """An invitation with its code, which is shown once."""

    code: str


class InvitationsView(View):
    """A page of invitations."""

    items: list[InvitationView]
    next: str | None


class AcceptBody(Body):
    """An invitation taken up: by somebody new, or with the account that is there."""

    code: Opaque
    login: Login
    password: NewPassword
    display_name: Line


class AcceptedView(View):
    """What somebody is now."""

    user_id: UUID
    platform: Platform
    role: Role
