"""What other areas may ask of this one: logins follow what becomes of their place in a family.

1. Only memberships of the family that is named end; what somebody is elsewhere stays. 2. First the
membership goes, then the sessions end: who logs in meanwhile waits for this transaction, and finds
no membership. 3. Invitations go too, before the caller locks the place that they lead to, in the
order in which one is taken up. The transaction must reach all rows.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.core_api.access.actors import Platform
from services.core_api.identity.models import Invitation, Membership, Session
from services.core_api.identity.sessions import end_sessions
from services.core_api.interface import Ports


async def withdraw_invitations(
    database: AsyncSession, family_id: UUID, member_id: UUID | None = None
) -> None:
    """Delete all invitations to a family, or those of one member: none leads back (3)."""
    gone = delete(Invitation).where(Invitation.family_id == family_id)
    if member_id is not None:
        gone = gone.where(Invitation.member_id == member_id)
    await database.execute(gone)


async def end_logins(
    ports: Ports, database: AsyncSession, family_id: UUID, user_id: UUID | None = None
) -> None:
    """End the logins of all members of a family, or of one user.

    Raises `StateStoreUnreachableError` if the end cannot be told; nothing is changed then.
    """
    gone = delete(Membership).where(*_of_family(family_id))
    if user_id is not None:
        gone = gone.where(Membership.user_id == user_id)
    users = (await database.scalars(gone.returning(Membership.user_id))).all()
    await _end_sessions(ports, database, users)


async def change_role(
    ports: Ports, database: AsyncSession, family_id: UUID, user_id: UUID, role: str
) -> None:
    """Give a login of a family another role, which begins with its next login.

    Raises `StateStoreUnreachableError` if the end cannot be told; nothing is changed then.
    """
    held = update(Membership).where(*_of_family(family_id), Membership.user_id == user_id)
    await database.execute(held.values(role=role))
    await _end_sessions(ports, database, [user_id])


def _of_family(family_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return Membership.platform == Platform.GYPSYCOVE.value, Membership.family_id == family_id  # (1)


async def _end_sessions(ports: Ports, database: AsyncSession, users: Sequence[UUID]) -> None:
    if users:
        of_users = Session.user_id.in_(users)
        await end_sessions(ports, database, of_users, Session.platform == Platform.GYPSYCOVE)  # (2)
