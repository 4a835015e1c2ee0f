"""The rights of every Redis user, asked of a real server with `ACL DRYRUN`, case by case."""

import io
import tarfile
from collections.abc import Iterator
from itertools import product

import docker
import pytest

from images.stage import locked_references
from infra.model import RedisUser
from infra.redis_acl import render_users_acl
from infra.redis_zones import REDIS_ZONES
from novaos.command import run
from tests.support.infra_copy import ENVIRONMENT

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("verified_images")]

_ZONE = REDIS_ZONES[0]
_NAME = "novaos-redis-rights"
_AGENTS = ("nova", "lyra", "glitch")
_KEYS = {
    "state": [f"agent:{agent}:state" for agent in _AGENTS],
    "known": ["agents:known"],
    "log": ["agent:logs", *(f"agent:{agent}:logs" for agent in _AGENTS)],
    "other": ["session:1", "brc:1", "agent:nova:secret"],
}
_READS = {"GET": "", "XREVRANGE": "+ -", "SMEMBERS": "", "MGET": ""}
_WRITES = {"SET": "x", "DEL": "", "SADD": "x", "XADD": "* a b", "EXPIRE": "9"}
_NEVER = (
    "FLUSHALL", "FLUSHDB", "KEYS *", "SCAN 0", "CONFIG GET *", "DEBUG SLEEP 0", "ACL LIST",
    "EVAL x 0", "SCRIPT FLUSH", "SHUTDOWN", "MONITOR", "REPLICAOF NO ONE", "SWAPDB 0 3",
    "PSUBSCRIBE *", "INFO", "CLIENT LIST", "MODULE LIST", "SAVE", "BGREWRITEAOF",
)  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[None]:
    """Run the real image with the real ACL file, and one more user to ask as."""
    acl = render_users_acl(_ZONE, lambda name: f"password of {name}")
    acl += "user asker reset on nopass +acl|dryrun +ping\n"
    engine = docker.from_env()
    image = str(locked_references(ENVIRONMENT)["redis"])
    command = ["--aclfile", "/tmp/users.acl", "--dir", "/tmp", "--save", ""]  # noqa: S108
    container = engine.containers.create(image, command, name=_NAME, network_mode="none")
    try:
        container.put_archive("/tmp", _archive("users.acl", acl))  # noqa: S108
        container.start()
        yield
    finally:
        container.remove(force=True)


def _archive(name: str, text: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode, entry.uid = len(text.encode()), 0o400, 1000
        archive.addfile(entry, io.BytesIO(text.encode()))
    return buffer.getvalue()


def _ask(*words: str, stdin: str | None = None) -> str:
    return run(["docker", "exec", "-i", _NAME, "redis-cli", *words], stdin=stdin).stdout


def _allowed(user: str, commands: list[str]) -> list[bool]:
    """Ask all at once: starting a process in a container costs more than a hundred questions."""
    lines = "".join(f"ACL DRYRUN {user} {command}\n" for command in commands)
    output = _ask("--no-auth-warning", "--user", "asker", "--pass", "-", stdin=lines)
    replies = [line for line in output.splitlines() if line.strip()]
    assert len(replies) == len(commands), output
    assert all(reply == "OK" or "has no permissions" in reply for reply in replies), output
    return [reply == "OK" for reply in replies]


def _cases(user: RedisUser) -> list[tuple[str, bool]]:
    cases = []
    for keys, (commands, granted) in product(
        _KEYS.values(), ((_READS, user.read_keys), (_WRITES, user.write_keys))
    ):
        for key, (command, rest) in product(keys, commands.items()):
            expected = command.lower() in user.commands and key in granted
            cases.append((f"{command} {key} {rest}", expected))
    for channel in ("agent.nova.control", "agent.lyra.control", "agent.all.control", "evt.x"):
        for verb, rest in (("PUBLISH", "x"), ("SUBSCRIBE", "")):
            expected = verb.lower() in user.commands and channel in user.channels
            cases.append((f"{verb} {channel} {rest}", expected))
    return cases + [(command, False) for command in _NEVER]


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("user", _ZONE.users, ids=lambda user: user.name)
def test_user_may_do_exactly_what_is_granted(user: RedisUser) -> None:
    cases = _cases(user)
    assert len(cases) > 90
    allowed = _allowed(user.name, [command for command, _ in cases])
    wrong = [case for case, found in zip(cases, allowed, strict=True) if case[1] != found]
    assert wrong == []


@pytest.mark.usefixtures("server")
def test_nobody_is_let_in_without_a_name() -> None:
    assert "NOAUTH" in _ask("PING")


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("user", [each.name for each in _ZONE.users if each.password])
def test_wrong_password_is_refused(user: str) -> None:
    output = _ask("--no-auth-warning", "--user", user, "--pass", "wrong", "PING")
    assert "NOAUTH" in output or "WRONGPASS" in output
