"""Sessions: their start, the rotation of their refresh tokens, and their end.

1. A session has an absolute end, also if it is used all the time. 2. Each refresh token works once;
the next one comes with it. 3. A second use means that somebody else has it too: the session ends.
4. An ended session is known to Redis before it is in the database, so that its access tokens stop
at once; if Redis cannot be told, nothing is changed and the caller is told so. 5. Who starts one
holds the membership until it is there: what ends sessions sees it, or it sees what ended.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.core_api.access.actors import Platform, Role
from services.core_api.access.authenticate import ended_session_key
from services.core_api.access.claims import LIFETIME_SECONDS
from services.core_api.access.principal import Principal
from services.core_api.identity.models import Membership, RefreshToken, Session, User
from services.core_api.identity.opaque import generate_opaque, hash_opaque
from services.core_api.interface import Ports
from services.relay_contract.limits import SOCKET_SECONDS_MAX, TICKET_SECONDS

CONTROL_CHANNEL = "echo.control"
_FOUNDER_LIFE = timedelta(hours=12)
_LIFE = timedelta(days=30)
_KEPT = timedelta(days=1)
_ENDED_TTL_SECONDS = max(LIFETIME_SECONDS, TICKET_SECONDS + SOCKET_SECONDS_MAX) + 60
"""Longer than any access token of the session lives, and any socket of a relay that is cut off."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a login or a refresh gives."""

    principal: Principal
    refresh_token: str
    expires_at: datetime
    """Absolute end of the session."""


def describe(user: User, membership: Membership, session: Session) -> Principal:
    """Say who somebody is in one session."""
    role = Role(membership.role)
    return Principal(
        role=role,
        platform=Platform(membership.platform),
        subject=str(user.id),
        name=user.display_name,
        session=str(session.id),
        family=str(membership.family_id) if membership.family_id else None,
        creator=str(membership.creator_id) if membership.creator_id else None,
        godmode_bypass=role is Role.GODMODE,
        must_change_password=user.must_change_password,
        authenticated_at=int(session.created_at.timestamp()),
    )


async def hold_membership(
    database: AsyncSession, user_id: UUID, platform: Platform, *, to_change: bool = False
) -> tuple[User, Membership] | None:
    """Read a user who may log in, and keep both as they are until the transaction ends."""
    statement = (
        select(User, Membership)
        .join(Membership, Membership.user_id == User.id)
        .where(
            User.id == user_id, User.disabled_at.is_(None), Membership.platform == platform.value
        )
        .with_for_update(read=not to_change)  # (5)
    )
    row = (await database.execute(statement)).first()
    return (row[0], row[1]) if row else None


async def start_session(
    database: AsyncSession, user: User, membership: Membership, now: datetime
) -> Grant:
    """Start a session, and forget those of the user that ended by themselves."""
    life = _FOUNDER_LIFE if membership.role == Role.GODMODE else _LIFE
    await database.execute(
        delete(Session).where(Session.user_id == user.id, Session.expires_at < now - _KEPT),
    )
    started = Session(
        id=uuid4(),
        user_id=user.id,
        platform=membership.platform,
        created_at=now,
        expires_at=now + life,  # (1)
    )
    database.add(started)
    await database.flush()
    return await _issue(database, user, membership, started)


async def rotate(database: AsyncSession, token: str, now: datetime) -> Grant | UUID | None:
    """Exchange a refresh token: a grant, the id of a session to end, or None for nothing at all."""
    hashed = hash_opaque(token)
    used = update(RefreshToken).where(
        RefreshToken.token_hash == hashed, RefreshToken.used_at.is_(None)
    )
    session_id = await database.scalar(used.values(used_at=now).returning(RefreshToken.session_id))
    if session_id is None:  # (3)
        known = select(RefreshToken.session_id).where(RefreshToken.token_hash == hashed)
        return await database.scalar(known)
    row = (
        await database.execute(
            select(Session, User, Membership)
            .join(User, User.id == Session.user_id)
            .join(
                Membership,
                (Membership.user_id == User.id) & (Membership.platform == Session.platform),
            )
            .where(
                Session.id == session_id,
                Session.ended_at.is_(None),
                Session.expires_at > now,
                User.disabled_at.is_(None),
            ),
        )
    ).first()
    if row is None:
        return None
    session, user, membership = row
    return await _issue(database, user, membership, session)  # (2)


async def _issue(
    database: AsyncSession, user: User, membership: Membership, session: Session
) -> Grant:
    token = generate_opaque()
    database.add(
        RefreshToken(token_hash=hash_opaque(token), session_id=session.id, user_id=user.id)
    )
    await database.flush()
    return Grant(describe(user, membership, session), token, session.expires_at)


async def end_sessions(
    ports: Ports, database: AsyncSession, *which: ColumnElement[bool]
) -> Sequence[UUID]:
    """End the sessions that `which` describes, for everybody who listens."""
    statement = update(Session).where(Session.ended_at.is_(None), *which)
    rows = await database.execute(
        statement.values(ended_at=ports.now()).returning(Session.id, Session.platform),
    )
    ended = rows.all()
    for session_id, platform in ended:
        await announce_end(ports, Platform(platform), str(session_id))  # (4)
    return [session_id for session_id, _ in ended]


async def announce_end(ports: Ports, platform: Platform, session: str) -> None:
    """Make the access tokens of a session worthless, and close what it has open."""
    zone = ports.zones.of(platform)
    await zone.write(ended_session_key(session), "1", _ENDED_TTL_SECONDS)
    await zone.publish(CONTROL_CHANNEL, json.dumps({"kind": "session_ended", "session": session}))
