"""Log in: prove a password, and start a session.

1. The attempt takes its turn. 2. The account is looked up. 3. The password is verified, for an
unknown account too. 4. Wrong password, unknown account, no membership and a disabled account have
one answer and take the same time. 5. A success gives the turn back. 6. The membership is read again
where the session starts, and held: it may have ended while the password was verified.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.core_api.access.actors import Platform
from services.core_api.access.principal import SYSTEM_ACCESS
from services.core_api.errors import TooManyRequestsError, UnauthorisedError
from services.core_api.identity.login_failures import record_failure
from services.core_api.identity.models import Membership, User
from services.core_api.identity.opaque import hash_keyed
from services.core_api.identity.passwords import hash_password, needs_new_hash, verify_password
from services.core_api.identity.sessions import Grant, hold_membership, start_session
from services.core_api.identity.throttle import Throttle
from services.core_api.interface import Ports

_REFUSED = "login, password or platform is wrong"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody claims to be, and from where."""

    login: str
    password: str
    platform: Platform
    address: str


async def log_in(ports: Ports, attempt: Attempt) -> Grant:
    """Log in.

    Raises `UnauthorisedError` or `TooManyRequestsError`.
    """
    throttle = await take_turn(ports, attempt)  # (1)
    async with ports.database.transaction(SYSTEM_ACCESS) as database:
        user, membership = await _find(database, attempt)  # (2)
    is_right = await verify_password(user.password_hash if user else None, attempt.password)  # (3)
    if not is_right or user is None or membership is None or user.disabled_at:
        await record_failure(ports, attempt.login, attempt.address, "refused")
        raise UnauthorisedError(_REFUSED)  # (4)
    await throttle.give_back()  # (5)
    new_hash = None
    if needs_new_hash(user.password_hash):
        new_hash = await hash_password(attempt.password)
    async with ports.database.transaction(SYSTEM_ACCESS) as database:
        is_changed = new_hash is not None
        held = await hold_membership(database, user.id, attempt.platform, to_change=is_changed)
        if held is None:
            raise UnauthorisedError(_REFUSED)  # (6)
        user, membership = held
        user.password_hash = new_hash or user.password_hash
        return await start_session(database, user, membership, ports.now())


async def take_turn(ports: Ports, attempt: Attempt) -> Throttle:
    """Count an attempt to prove a password.

    Raises `TooManyRequestsError` if there were too many, which is recorded once.
    """
    throttle = Throttle(
        ports.zones.of(attempt.platform),
        hash_keyed(ports.settings, "account", attempt.login),
        hash_keyed(ports.settings, "address", attempt.address),
    )
    try:
        await throttle.take_turn()
    except TooManyRequestsError:
        if await throttle.is_first_refusal():
            await record_failure(ports, attempt.login, attempt.address, "throttled")
        raise
    return throttle


async def _find(database: AsyncSession, attempt: Attempt) -> tuple[User | None, Membership | None]:
    statement = (
        select(User, Membership)
        .outerjoin(
            Membership, (Membership.user_id == User.id) & (Membership.platform == attempt.platform)
        )
        .where(User.login == attempt.login)
    )
    row = (await database.execute(statement)).first()
    return (row[0], row[1]) if row else (None, None)
