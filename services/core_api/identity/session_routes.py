"""Routes of logins and sessions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import select

from services.core_api.access.actors import Reach
from services.core_api.access.claims import LIFETIME_SECONDS
from services.core_api.access.enforcement import AccessDependency
from services.core_api.access.principal import SYSTEM_ACCESS
from services.core_api.bodies import Limit
from services.core_api.client_address import address_of
from services.core_api.errors import NotFoundError, UnauthorisedError
from services.core_api.identity.bodies import (
    GrantView,
    LoginBody,
    MeView,
    PasswordBody,
    RefreshBody,
    SessionsView,
    SessionView,
)
from services.core_api.identity.login import Attempt, log_in
from services.core_api.identity.models import Session
from services.core_api.identity.password_change import change_password
from services.core_api.identity.sessions import Grant, end_sessions, rotate
from services.core_api.interface import Ports
from services.core_api.ports import PortsDependency

router = APIRouter()
_PAGE = 100


@router.post("/api/v1/auth/login")
async def log_in_with_password(
    body: LoginBody, request: Request, ports: PortsDependency
) -> GrantView:
    """Log in with a password."""
    login = body.login.strip().lower()
    attempt = Attempt(login, body.password, body.platform, address_of(request))
    return _render(ports, await log_in(ports, attempt))


@router.post("/api/v1/auth/refresh")
async def refresh(body: RefreshBody, ports: PortsDependency) -> GrantView:
    """Exchange a refresh token; using one twice ends its session."""
    async with ports.database.transaction(SYSTEM_ACCESS) as database:
        found = await rotate(database, body.refresh_token, ports.now())
        if isinstance(found, UUID):
            await end_sessions(ports, database, Session.id == found)
    if not isinstance(found, Grant):
        raise UnauthorisedError("the refresh token is used, expired or unknown; log in again")
    return _render(ports, found)


@router.post("/api/v1/auth/logout", status_code=204)
async def logout(access: AccessDependency, ports: PortsDependency) -> Response:
    """End the session of the token."""
    async with ports.database.transaction(access) as database:
        await end_sessions(ports, database, Session.id == UUID(access.principal.session))
    return Response(status_code=204)


@router.post("/api/v1/auth/password")
async def password(
    body: PasswordBody, request: Request, access: AccessDependency, ports: PortsDependency
) -> GrantView:
    """Change the own password; all sessions end, and a new one starts."""
    grant = await change_password(
        ports,
        access.principal,
        body.current_password,
        body.new_password,
        address_of(request),
    )
    return _render(ports, grant)


@router.get("/api/v1/auth/me")
async def me(access: AccessDependency) -> MeView:
    """Say who the token speaks for."""
    principal = access.principal
    return MeView(
        user_id=UUID(principal.subject),
        name=principal.name,
        platform=principal.platform,
        role=principal.role,
        family_id=UUID(principal.family) if principal.family else None,
        creator_id=UUID(principal.creator) if principal.creator else None,
        session_id=UUID(principal.session),
        godmode_bypass=principal.godmode_bypass,
        must_change_password=principal.must_change_password,
    )


@router.get("/api/v1/auth/sessions")
async def sessions(
    access: AccessDependency,
    ports: PortsDependency,
    limit: Annotated[Limit, Query()] = _PAGE,
    after: UUID | None = None,
) -> SessionsView:
    """List the own sessions that have not ended."""
    statement = (
        select(Session)
        .where(
            Session.user_id == UUID(access.principal.subject),
            Session.ended_at.is_(None),
            Session.expires_at > ports.now(),
        )
        .order_by(Session.id)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(Session.id > after)
    async with ports.database.transaction(access) as database:
        found = (await database.scalars(statement)).all()
    current = access.principal.session
    items = [
        SessionView(
            id=one.id,
            platform=one.platform,
            created_at=one.created_at,
            expires_at=one.expires_at,
            current=str(one.id) == current,
        )
        for one in found
    ]
    return SessionsView(items=items, next=str(items[-1].id) if len(items) == limit else None)


@router.delete("/api/v1/auth/sessions/{session_id}", status_code=204)
async def end(session_id: UUID, access: AccessDependency, ports: PortsDependency) -> Response:
    """End one of the own sessions."""
    which = [Session.id == session_id]
    if access.reach is not Reach.ALL:
        which.append(Session.user_id == UUID(access.principal.subject))
    async with ports.database.transaction(access) as database:
        if not await end_sessions(ports, database, *which):
            raise NotFoundError("no such session, or it has ended")
    return Response(status_code=204)


def _render(ports: Ports, grant: Grant) -> GrantView:
    return GrantView(
        access_token=ports.tokens.issue_to_person(grant.principal, ports.now()),
        expires_in=LIFETIME_SECONDS,
        refresh_token=grant.refresh_token,
        session_expires_at=grant.expires_at,
        must_change_password=grant.principal.must_change_password,
    )
