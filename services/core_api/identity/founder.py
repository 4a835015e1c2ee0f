"""Make the founder's account, once, by the job that owns the schema.

An account that is there is never touched: neither its password nor that it had to be changed.
"""

from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Connection, insert, select, text

from services.core_api.access.actors import ROLES_OF_PLATFORM, Role
from services.core_api.identity.models import Membership, User
from services.core_api.identity.passwords import hash_now

FOUNDER_LOGIN = "founder"
_PLATFORMS = tuple(name for name, roles in ROLES_OF_PLATFORM.items() if Role.GODMODE in roles)


def ensure_founder(connection: Connection, one_time_password: str) -> None:
    """Insert the account with a password that has to be changed, unless it is there."""
    connection.execute(text("SELECT set_config('app.reach', 'all', true)"))
    if connection.execute(select(User.id).where(User.login == FOUNDER_LOGIN)).first():
        return
    user_id = uuid4()
    connection.execute(
        insert(User).values(
            id=user_id,
            login=FOUNDER_LOGIN,
            display_name="Founder",
            password_hash=hash_now(one_time_password),
            must_change_password=True,
            created_at=datetime.now(UTC),
        ),
    )
    connection.execute(
        insert(Membership),
        [{"user_id": user_id, "platform": name, "role": Role.GODMODE} for name in _PLATFORMS],
    )
