"""The record of refused logins, for those who watch for abuse.

The account is a keyed hash: the same account can be recognised, and not read. Failures of the
founder's account cannot even be told to be of one account. Rows are kept for 30 days.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete, select

from services.core_api.access.actors import Role
from services.core_api.access.principal import SYSTEM_ACCESS, Access
from services.core_api.identity.models import LoginFailure, Membership, User
from services.core_api.identity.opaque import generate_opaque, hash_keyed
from services.core_api.interface import Ports

_KEPT = timedelta(days=30)


async def record_failure(
    ports: Ports, login: str, address: str, outcome: Literal["refused", "throttled"]
) -> None:
    """Add a row, and drop those that are too old."""
    now = ports.now()
    founder = (
        select(User.id)
        .join(Membership, Membership.user_id == User.id)
        .where(User.login == login, Membership.role == Role.GODMODE)
    )
    async with ports.database.transaction(SYSTEM_ACCESS) as database:
        is_founder = await database.scalar(founder.limit(1)) is not None
        account = generate_opaque() if is_founder else login
        account_hash = hash_keyed(ports.settings, "account", account)
        database.add(
            LoginFailure(at=now, account_hash=account_hash, address=address, outcome=outcome)
        )
        await database.execute(delete(LoginFailure).where(LoginFailure.at < now - _KEPT))


async def read_failures(
    ports: Ports, access: Access, since: datetime, after: int, limit: int
) -> Sequence[LoginFailure]:
    """Read the rows after the id `after`, oldest first."""
    statement = (
        select(LoginFailure)
        .where(LoginFailure.at >= since, LoginFailure.id > after)
        .order_by(LoginFailure.id)
        .limit(limit)
    )
    async with ports.database.transaction(access) as database:
        return (await database.scalars(statement)).all()
