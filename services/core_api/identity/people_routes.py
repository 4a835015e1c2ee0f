"""Routes of users, memberships and invitations."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from services.core_api.access.actors import Role
from services.core_api.access.enforcement import AccessDependency
from services.core_api.access.principal import Principal
from services.core_api.bodies import Limit
from services.core_api.client_address import address_of
from services.core_api.errors import MalformedError
from services.core_api.identity import invitations, users
from services.core_api.identity.authority import FAMILY_ROLES, Appointment, check_appointment
from services.core_api.identity.bodies import (
    MembershipView,
    PeoplesPlatform,
    ScopeBody,
    UserChangeBody,
    UsersView,
    UserView,
)
from services.core_api.identity.invitation_bodies import (
    AcceptBody,
    AcceptedView,
    InvitationBody,
    InvitationsView,
    InvitationView,
    NewInvitationView,
)
from services.core_api.identity.models import Invitation
from services.core_api.ports import PortsDependency

router = APIRouter()
_PAGE = 100
_Limit = Annotated[Limit, Query()]


@router.post("/api/v1/invitations", status_code=201)
async def invite(
    body: InvitationBody, access: AccessDependency, ports: PortsDependency
) -> NewInvitationView:
    """Make an invitation; a parent's is for its own family, and for one member of it."""
    wanted = _read_scope(body, access.principal)
    if body.member_id is not None and wanted.family is None:
        raise MalformedError("member_id: parents, teens and children have one, others have none")
    made, code = await invitations.invite(ports, access, wanted, body.member_id)
    shown = InvitationView.model_validate(made)
    return NewInvitationView(**shown.model_dump(), code=code)


@router.get("/api/v1/invitations")
async def list_invitations(
    access: AccessDependency,
    ports: PortsDependency,
    limit: _Limit = _PAGE,
    after: UUID | None = None,
) -> InvitationsView:
    """List invitations, newest first."""
    found = await invitations.read_invitations(ports, access, after, limit)
    items = [_show_invitation(one, access.principal) for one in found]
    return InvitationsView(items=items, next=str(items[-1].id) if len(items) == limit else None)


@router.delete("/api/v1/invitations/{invitation_id}", status_code=204)
async def withdraw(
    invitation_id: UUID, access: AccessDependency, ports: PortsDependency
) -> Response:
    """Withdraw an invitation that nobody took up."""
    await invitations.withdraw(ports, access, invitation_id)
    return Response(status_code=204)


@router.post("/api/v1/invitations/accept", status_code=201)
async def accept(body: AcceptBody, request: Request, ports: PortsDependency) -> AcceptedView:
    """Take up an invitation."""
    newcomer = invitations.Newcomer(
        body.login, body.password, body.display_name, address_of(request)
    )
    user_id, invitation = await invitations.accept(ports, body.code, newcomer)
    return AcceptedView(user_id=user_id, platform=invitation.platform, role=invitation.role)


@router.get("/api/v1/users")
async def list_users(
    access: AccessDependency,
    ports: PortsDependency,
    limit: _Limit = _PAGE,
    after: UUID | None = None,
) -> UsersView:
    """List users."""
    found = await users.read_people(ports, access, after, limit)
    items = [_show(person) for person in found]
    return UsersView(items=items, next=str(items[-1].id) if len(items) == limit else None)


@router.get("/api/v1/users/{user_id}")
async def read_user(user_id: UUID, access: AccessDependency, ports: PortsDependency) -> UserView:
    """Show one user."""
    return _show(await users.read_person(ports, access, user_id))


@router.patch("/api/v1/users/{user_id}")
async def change_user(
    user_id: UUID, body: UserChangeBody, access: AccessDependency, ports: PortsDependency
) -> UserView:
    """Rename, disable or enable a user; a disabled one is logged out at once."""
    change = users.UserChange(body.display_name, body.disabled)
    return _show(await users.change_user(ports, access, user_id, change))


@router.put("/api/v1/users/{user_id}/memberships")
async def appoint(
    user_id: UUID, body: ScopeBody, access: AccessDependency, ports: PortsDependency
) -> UserView:
    """Give a user a role on a platform; its sessions there end."""
    wanted = _read_scope(body, access.principal)
    return _show(await users.appoint(ports, access, user_id, wanted))


@router.delete("/api/v1/users/{user_id}/memberships", status_code=204)
async def dismiss(
    user_id: UUID, platform: PeoplesPlatform, access: AccessDependency, ports: PortsDependency
) -> Response:
    """Take a user's role on a platform away; its sessions there end."""
    await users.dismiss(ports, access, user_id, platform)
    return Response(status_code=204)


def _read_scope(body: ScopeBody, principal: Principal) -> Appointment:
    family = body.family_id
    if family is None and principal.role is Role.PARENT and body.role in FAMILY_ROLES:
        family = UUID(principal.family) if principal.family else None
    wanted = Appointment(body.platform, body.role, family, body.creator_id)
    if found := check_appointment(wanted):
        raise MalformedError("; ".join(found))
    return wanted


def _show_invitation(invitation: Invitation, principal: Principal) -> InvitationView:
    shown = InvitationView.model_validate(invitation)
    is_told = principal.role is not Role.CREATOR
    return shown if is_told else shown.model_copy(update={"accepted_by": None})


def _show(person: users.Person) -> UserView:
    user = person.user
    return UserView(
        id=user.id,
        login=user.login,
        display_name=user.display_name,
        created_at=user.created_at,
        disabled_at=user.disabled_at,
        memberships=[MembershipView.model_validate(one) for one in person.memberships],
    )
