"""Render the ACL file of one Redis zone from the topology and the stored passwords.

The default user is off; every other user starts from nothing (`reset`) and gets exactly what the
topology grants. Passwords appear as SHA-256 only; they are random, so the hash tells nothing.
"""

import hashlib
from collections.abc import Callable

from infra.model import RedisUser, RedisZone

_DEFAULT_OFF = "user default reset off"


def render_users_acl(zone: RedisZone, password_of: Callable[[str], str]) -> str:
    """Text of the ACL file; `password_of` gives the stored secret of a name."""
    lines = [_DEFAULT_OFF, *(_render_user(user, password_of) for user in zone.users)]
    return "\n".join(lines) + "\n"


def _render_user(user: RedisUser, password_of: Callable[[str], str]) -> str:
    words = ["user", user.name, "reset", "on", _render_password(user, password_of)]
    words += [_render_key(user, key) for key in dict.fromkeys(user.read_keys + user.write_keys)]
    words += [f"&{channel}" for channel in user.channels]
    words += ["-@all", *(f"+{command}" for command in user.commands)]
    return " ".join(words)


def _render_key(user: RedisUser, key: str) -> str:
    if key in user.read_keys and key in user.write_keys:
        return f"~{key}"
    return f"%R~{key}" if key in user.read_keys else f"%W~{key}"


def _render_password(user: RedisUser, password_of: Callable[[str], str]) -> str:
    if user.password is None:
        return "nopass"
    return "#" + hashlib.sha256(password_of(user.password).encode()).hexdigest()
