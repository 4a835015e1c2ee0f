"""Questions for `ACL DRYRUN`: user x command x key x channel, with the answer that is expected.

What each command does to its key is said here once more, by hand: the server's own table decides
the answer, and the test compares the two.
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from itertools import product

from infra.model import RedisUser

_AGENTS = ("nova", "lyra", "glitch")
_KEYS = (
    *(f"agent:{agent}:state" for agent in _AGENTS),
    *(f"agent:{agent}:logs" for agent in _AGENTS),
    *("agents:known", "agent:logs", "agent:nova:secret"),
    *("session:1:ended", "sessions", "limit:login:1", "limits", "brc:1", "gypsycove:1"),
    *("echo:ticket:1", "echo:presence:r1", "echo:relays", "echo:other"),
)
_KEY_COMMANDS = {
    "GET": ("r", ""), "MGET": ("r", ""), "SMEMBERS": ("r", ""), "PTTL": ("r", ""),
    "XREVRANGE": ("r", "+ -"), "GETDEL": ("rw", ""), "INCRBY": ("rw", "1"), "SET": ("w", "x"),
    "DEL": ("w", ""), "SADD": ("w", "x"), "SREM": ("w", "x"), "XADD": ("w", "* a b"),
    "EXPIRE": ("w", "9"), "TYPE": ("r", ""), "LPUSH": ("w", "x"), "RENAME": ("w", "x"),
}  # fmt: skip
"""Command -> what it needs of its key, and the words after the key."""
_CHANNELS = (
    *(f"agent.{agent}.control" for agent in (*_AGENTS, "all")),
    *("echo.events", "echo.control", "echo.godmode", "echo.other", "evt.x"),
)
_CHANNEL_COMMANDS = {"PUBLISH": "x", "SUBSCRIBE": ""}
_WITHOUT_KEY = {
    "PING": "ping",
    "SELECT 1": "select",
    "MULTI": "multi",
    "UNSUBSCRIBE": "unsubscribe",
}
_NEVER = (
    "FLUSHALL", "FLUSHDB", "KEYS *", "SCAN 0", "CONFIG GET *", "DEBUG SLEEP 0", "ACL GETUSER x",
    "ACL SETUSER x", "EVAL x 0", "EVALSHA x 0", "SCRIPT FLUSH", "FUNCTION LIST", "SHUTDOWN",
    "MONITOR", "REPLICAOF NO ONE", "SWAPDB 0 3", "PSUBSCRIBE *", "PUBSUB CHANNELS", "INFO",
    "CLIENT LIST", "MODULE LIST", "SAVE", "BGREWRITEAOF", "MOVE limit:x 1", "WAIT 1 1",
)  # fmt: skip
Case = tuple[str, bool]


def cases_of(user: RedisUser) -> list[Case]:
    """Every question about one user."""
    return [*_key_cases(user), *_channel_cases(user), *_other_cases(user)]


def _key_cases(user: RedisUser) -> Iterator[Case]:
    granted = {"r": user.read_keys, "w": user.write_keys}
    for (command, (kind, rest)), key in product(_KEY_COMMANDS.items(), _KEYS):
        may = command.lower() in user.commands
        reached = all(_matches(key, granted[letter]) for letter in kind)
        yield f"{command} {key} {rest}".strip(), may and reached


def _channel_cases(user: RedisUser) -> Iterator[Case]:
    for (command, rest), channel in product(_CHANNEL_COMMANDS.items(), _CHANNELS):
        granted = user.channels
        if command == "PUBLISH" and user.publishes is not None:
            granted = user.publishes
        may = command.lower() in user.commands
        yield f"{command} {channel} {rest}".strip(), may and channel in granted


def _other_cases(user: RedisUser) -> Iterator[Case]:
    for command, name in _WITHOUT_KEY.items():
        yield command, name in user.commands
    for command in _NEVER:
        yield command, False


def _matches(key: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(key, pattern) for pattern in patterns)
