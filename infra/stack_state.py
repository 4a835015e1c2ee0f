"""The stack's state: that it exists, that nobody else changes it, and what is unfinished in it."""

import json
import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.model import Kind
from infra.pulumi_environment import STACK_CONFIG, STATE, local_state
from infra.pulumi_process import pulumi
from infra.settings import load_settings
from infra.workloads import WORKLOADS
from novaos.command import CommandError
from novaos.errors import NovaosError
from policies.accepted import CONTAINER, PROJECT

_ENDING_SECONDS = 5.0
"""How long a killed update may still be seen: its processes end one after the other."""
_POLL_SECONDS = 0.1
_LOCKS = Path(".pulumi") / "locks" / "organization" / PROJECT


class StackLockedError(NovaosError):
    """Another update of the same stack runs, or may run."""

    exit_code = 6


class UnreadableStateError(NovaosError):
    """The backend does not give the state of a stack."""


@dataclass(frozen=True, slots=True)
class StackState:
    """What a deployment has to know about the last one."""

    pending: tuple[str, ...]
    """URNs of operations that were begun and not ended."""
    failed_jobs: tuple[str, ...]
    """URNs of jobs that ended with an error; they run again when they are replaced."""
    container_ids: frozenset[str]
    """Engine ids of the containers that the state knows."""


@dataclass(frozen=True, slots=True)
class StackLock:
    """A lock file of the local backend."""

    path: Path
    holder: str
    """Process, user and host."""
    since: str
    may_be_held: bool
    """Its pulumi runs, or its host is another one, so nobody here can tell."""


def ensure_stack(environment: str) -> None:
    """Create the stack of `environment` if there is none."""
    load_settings(environment)
    STATE.mkdir(parents=True, exist_ok=True)
    STACK_CONFIG.mkdir(parents=True, exist_ok=True)
    if not stack_exists(environment):
        pulumi(environment, "stack", "init", environment, "--secrets-provider", "passphrase")


def stack_exists(environment: str) -> bool:
    """Whether the backend has a stack of this name."""
    if folder := local_state():
        stacks = folder / ".pulumi" / "stacks" / PROJECT
        # Beside these lie backups and attributes, which outlive a removed stack.
        return any((stacks / f"{environment}.json{packed}").is_file() for packed in ("", ".gz"))
    listed = json.loads(pulumi(environment, "stack", "ls", "--json").stdout or "[]")
    return any(each["name"].rpartition("/")[2] == environment for each in listed)


def find_locks(environment: str) -> list[StackLock]:
    """Look who holds the stack; changes nothing, and sees nothing in a backend that is not local.

    Raises `UnreadableStateError` if a lock file is damaged.
    """
    folder = local_state()
    paths = sorted((folder / _LOCKS / environment).glob("*.json")) if folder else []
    return [_load_lock(path) for path in paths]


def _load_lock(path: Path) -> StackLock:
    try:
        lock = json.loads(path.read_text())
        holder = f"pid {lock['pid']} of {lock['username']} on {lock['hostname']}"
        may_live = lock["hostname"] != socket.gethostname() or is_pulumi_alive(int(lock["pid"]))
        return StackLock(path, holder, str(lock["timestamp"]), may_be_held=may_live)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableStateError(
            f"the lock {path} is damaged: {error!r}",
            fix="if no pulumi runs, release it: pulumi cancel --yes",
        ) from error


def ensure_unlocked(environment: str, say: Callable[[str], None]) -> None:
    """Release locks of updates that died on this host; refuse while another one may run.

    Raises `StackLockedError` naming who holds the lock.
    """
    for lock in _settled_locks(environment):
        if lock.may_be_held:
            raise StackLockedError(
                f"stack {environment} is locked by {lock.holder} since {lock.since}",
                fix="wait until it ends; if it is surely gone, run: pulumi cancel --yes",
            )
        for each in (lock.path, lock.path.with_name(f"{lock.path.name}.attrs")):
            each.unlink(missing_ok=True)
        say(f"released the lock of an update that was killed ({lock.holder})")


def _settled_locks(environment: str) -> list[StackLock]:
    """The locks once no update is just ending; where there is none this is one look."""
    deadline = time.monotonic() + _ENDING_SECONDS
    locks = find_locks(environment)
    while any(lock.may_be_held for lock in locks) and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)
        locks = find_locks(environment)
    return locks


def is_pulumi_alive(pid: int, processes: Path = Path("/proc")) -> bool:
    """Whether the process of this number is a pulumi; a zombie has ended.

    After a restart of the host any program may have the number. A word of its arguments says
    nothing (`tail pulumi.log`), so the program's own name counts.
    """
    process = processes / str(pid)
    try:
        state = (process / "stat").read_text().rpartition(")")[2].split()[0]
        name = (process / "comm").read_text()
        called = (process / "cmdline").read_bytes().partition(b"\0")[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    is_pulumi = name.startswith("pulumi") or Path(os.fsdecode(called)).name.startswith("pulumi")
    return state != "Z" and is_pulumi


def read_state(environment: str) -> StackState:
    """Read what the last update left behind."""
    try:
        exported = json.loads(pulumi(environment, "stack", "export", "--stack", environment).stdout)
    except CommandError as error:
        raise UnreadableStateError(
            f"the state of {environment} cannot be read: {error}",
            fix=f"check it with: pulumi stack export --stack {environment}",
        ) from error
    return parse_state(exported)


def parse_state(exported: dict[str, Any]) -> StackState:
    """Find unfinished operations, failed jobs and known containers in an exported state."""
    deployment = exported.get("deployment") or {}
    resources = deployment.get("resources") or []
    containers = [each for each in resources if each["type"] == CONTAINER]
    jobs = {each.name for each in WORKLOADS if each.kind is Kind.JOB}
    return StackState(
        pending=tuple(
            each["resource"]["urn"] for each in deployment.get("pending_operations") or []
        ),
        failed_jobs=tuple(
            each["urn"]
            for each in containers
            if each["urn"].rpartition("::")[2] in jobs and each.get("outputs", {}).get("exitCode")
        ),
        container_ids=frozenset(each["id"] for each in containers if each.get("id")),
    )
