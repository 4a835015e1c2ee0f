"""GodMode on the running stack: it works, and nothing that can be read later names it.

PostgreSQL as a dump, every Redis server as its files, every container's log: each is read before
and after a series of actions, and the words that would tell of them may not have become more.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import docker
import httpx
import pytest

from infra.secret_store import read_secret
from tests.support.fault_stack import wait_for
from tests.support.founder import founder_client
from tests.support.infra import topology_of
from tests.support.infra_copy import ENVIRONMENT
from tests.support.trace_dump import read_data_files

pytestmark = [pytest.mark.docker, pytest.mark.usefixtures("deployed")]

_TOPOLOGY = topology_of(ENVIRONMENT)
_MARKER = "4d8f1c-unmistakable"
_SETTLE_SECONDS = 2.5
"""AOF is written every second, and agents send their log every moment."""


@dataclass(frozen=True)
class Series:
    """What GodMode did, and every place as it was before and after."""

    words: tuple[str, ...]
    """Each would tell of the actor or of an action."""
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]


def _dump_database() -> bytes:
    container = docker.from_env().containers.get(_TOPOLOGY.engine_name("postgres"))
    password = read_secret(ENVIRONMENT, "postgres_superuser_password")
    argv = [
        "/usr/lib/postgresql/17/bin/pg_dump",
        "-h",
        "/tmp",  # noqa: S108 - the socket, in the container
        "-U",
        "postgres",
    ]
    done = container.exec_run(
        [*argv, "--data-only", "novaos"], environment={"PGPASSWORD": password}
    )
    assert isinstance(done.output, bytes)
    assert done.exit_code == 0, done.output[-500:]
    return done.output


def _read_files(workload: str) -> bytes:
    content = read_data_files(docker.from_env().containers.get(_TOPOLOGY.engine_name(workload)))
    assert content, workload
    return content


def _read_everything() -> dict[str, bytes]:
    engine = docker.from_env()
    label = f"novaos.environment={ENVIRONMENT}"
    containers = engine.containers.list(all=True, filters={"label": label})
    logs = {f"log of {each.name}": bytes(each.logs()) for each in containers}
    zones = {zone.workload: _read_files(zone.workload) for zone in _TOPOLOGY.redis_zones}
    return {"database": _dump_database(), **zones, **logs}


def _act(founder: httpx.Client) -> list[str]:
    """Ping, give a task, and look around; return the ids of the commands."""
    ids = []
    task = {"capability": "file_hash", "input": {"content": _MARKER}}
    for body in (
        {"agent": "nova", "op": "ping", "args": {}},
        {"agent": "glitch", "op": "task", "args": task},
    ):
        answer = founder.post("/api/v1/agent/command", json=body)
        answer.raise_for_status()
        ids.append(answer.json()["id"])
    for path in ("/api/v1/agent/logs?limit=5", "/api/v1/telemetry/agents", "/api/v1/users"):
        founder.get(path).raise_for_status()
    return ids


def _has_ended(founder: httpx.Client, command_id: str) -> bool:
    answer = founder.get(f"/api/v1/agent/commands/{command_id}")
    return answer.is_success and answer.json()["outcome"] in {"done", "failed"}


@pytest.fixture(scope="module")
def series(deployed: None) -> Series:  # noqa: ARG001 - comes first
    """Act, and read everything before and after."""
    with founder_client(ENVIRONMENT) as founder:
        me = founder.get("/api/v1/auth/me")
        me.raise_for_status()
        time.sleep(_SETTLE_SECONDS)
        before = _read_everything()
        ids = _act(founder)
        for command_id in ids:
            assert wait_for(lambda each=command_id: _has_ended(founder, each), 15) is not None
        time.sleep(_SETTLE_SECONDS)
        after = _read_everything()
    told = me.json()
    words = (told["user_id"], told["session_id"], "godmode", "founder", _MARKER, *ids)
    return Series(words, before, after)


def test_every_place_was_read(series: Series) -> None:
    assert series.before.keys() == series.after.keys()
    assert len(series.after) > len(_TOPOLOGY.services)


def test_the_actor_is_known_where_accounts_are(series: Series) -> None:
    """The search finds what is there: the account itself."""
    assert series.words[0].encode() in series.before["database"]


def test_nothing_names_the_actor_or_the_action(series: Series) -> None:
    told = [
        f"{place}: {word}"
        for place, content in series.after.items()
        for word in series.words
        if content.lower().count(word.encode()) > series.before[place].lower().count(word.encode())
    ]
    assert not told
