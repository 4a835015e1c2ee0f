"""Render the ACL file of one Redis zone from the topology and the stored passwords.

The default user is off: nobody can log in as it. Every other user starts from nothing (`reset`)
and gets exactly what the topology grants. Passwords appear as SHA-256 only; they are random, so the
hash tells nothing.
"""

import hashlib
from collections.abc import Callable

from infra.model import RedisUser, RedisZone

_TRANSACTION = frozenset({"multi", "exec"})
_NOT_REPLAYED = _TRANSACTION | {"ping", "publish"}
_WRITTEN_AS = ("pexpireat",)
"""What the append-only file has instead of EXPIRE."""


def render_users_acl(zone: RedisZone, password_of: Callable[[str], str]) -> str:
    """Text of the ACL file; `password_of` gives the stored secret of a name."""
    lines = [_render_default(zone), *(_render_user(user, password_of) for user in zone.users)]
    return "\n".join(lines) + "\n"


def _render_default(zone: RedisZone) -> str:
    """The default user, off, with what a restart replays in its name.

    Redis (8.0.2) executes the transactions of its append-only file as the default user and checks
    its rights again: without them it drops what was written in a transaction. Being off and without
    a password it is nobody's to use.
    """
    words = ["user", "default", "reset", "off"]
    writers = [user for user in zone.users if set(user.commands) >= _TRANSACTION]
    if not writers:
        return " ".join(words)
    granted = [each for user in writers for each in user.commands if each not in _NOT_REPLAYED]
    commands = dict.fromkeys([*granted, *_WRITTEN_AS])
    keys = dict.fromkeys(key for user in writers for key in user.read_keys + user.write_keys)
    words += [f"~{key}" for key in keys]
    words += ["-@all", *(f"+{command}" for command in commands)]
    return " ".join(words)


def _render_user(user: RedisUser, password_of: Callable[[str], str]) -> str:
    words = ["user", user.name, "reset", "on", _render_password(user, password_of)]
    words += [_render_key(user, key) for key in dict.fromkeys(user.read_keys + user.write_keys)]
    words += [f"&{channel}" for channel in user.channels]
    selective = user.publishes is not None
    commands = [each for each in user.commands if not (selective and each == "publish")]
    words += ["-@all", *(f"+{command}" for command in commands)]
    return " ".join([*words, *_render_selector(user)])


def _render_selector(user: RedisUser) -> list[str]:
    """A second set of rights: PUBLISH, and the channels for it (redis.io, ACL selectors)."""
    if user.publishes is None:
        return []
    return [f"(-@all +publish {' '.join(f'&{channel}' for channel in user.publishes)})"]


def _render_key(user: RedisUser, key: str) -> str:
    if key in user.read_keys and key in user.write_keys:
        return f"~{key}"
    return f"%R~{key}" if key in user.read_keys else f"%W~{key}"


def _render_password(user: RedisUser, password_of: Callable[[str], str]) -> str:
    if user.password is None:
        return "nopass"
    return "#" + hashlib.sha256(password_of(user.password).encode()).hexdigest()
