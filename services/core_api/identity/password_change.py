"""Change the own password, which ends every session and starts a new one.

1. The current password is proved, with the same turns as at a login. 2. The new one obeys the rules
of the strictest role that its user has anywhere. 3. Old sessions end, on all platforms.
"""

from uuid import UUID

from sqlalchemy import select

from services.core_api.access.actors import Role
from services.core_api.access.principal import SYSTEM_ACCESS, Principal
from services.core_api.errors import ForbiddenError, MalformedError, NotFoundError
from services.core_api.identity.login import Attempt, take_turn
from services.core_api.identity.login_failures import record_failure
from services.core_api.identity.models import Membership, Session, User
from services.core_api.identity.password_rules import check_password
from services.core_api.identity.passwords import hash_password, verify_password
from services.core_api.identity.sessions import (
    Grant,
    end_sessions,
    hold_membership,
    start_session,
)
from services.core_api.interface import Ports

_GONE = "this account is not on {} any more"
_PRIVILEGED = (Role.GODMODE, Role.ADMIN)


async def change_password(
    ports: Ports, principal: Principal, current: str, new: str, address: str
) -> Grant:
    """Set a new password and log in with it.

    Raises `ForbiddenError` for a wrong current password, `MalformedError` for a bad new one.
    """
    user_id = UUID(principal.subject)
    user, memberships = await _read(ports, user_id)
    membership = next((one for one in memberships if one.platform == principal.platform), None)
    if membership is None:
        raise NotFoundError(_GONE.format(principal.platform))
    throttle = await take_turn(ports, Attempt(user.login, current, principal.platform, address))
    if not await verify_password(user.password_hash, current):  # (1)
        if not principal.godmode_bypass:
            await record_failure(ports, user.login, address, "refused")
        raise ForbiddenError("the current password is wrong")
    await throttle.give_back()
    is_privileged = any(one.role in _PRIVILEGED for one in memberships)
    names = (user.login, user.display_name)
    found = check_password(new, names, is_privileged=is_privileged)  # (2)
    if found or new == current:
        raise MalformedError(f"new_password: {found[0] if found else 'it is the current one'}")
    password_hash = await hash_password(new)
    async with ports.database.transaction(SYSTEM_ACCESS) as database:
        held = await hold_membership(database, user_id, principal.platform, to_change=True)
        if held is None:
            raise NotFoundError(_GONE.format(principal.platform))
        user, membership = held
        user.password_hash, user.must_change_password = password_hash, False
        await end_sessions(ports, database, Session.user_id == user_id)  # (3)
        return await start_session(database, user, membership, ports.now())


async def _read(ports: Ports, user_id: UUID) -> tuple[User, list[Membership]]:
    async with ports.database.transaction(SYSTEM_ACCESS) as database:
        user = await database.get(User, user_id)
        found = await database.scalars(select(Membership).where(Membership.user_id == user_id))
        if user is None:
            raise NotFoundError("this account is gone")
        return user, list(found)
