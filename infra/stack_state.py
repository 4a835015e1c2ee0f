"""The stack's state: that it exists, that nobody else changes it, and what is unfinished in it."""

import json
import socket
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


def ensure_unlocked(environment: str, say: Callable[[str], None]) -> None:
    """Release locks of updates that died on this host; refuse while another one may run.

    Raises `StackLockedError` naming who holds the lock.
    """
    folder = local_state()
    if folder is None:
        return
    for path in sorted((folder / _LOCKS / environment).glob("*.json")):
        lock = json.loads(path.read_text())
        holder = f"pid {lock['pid']} of {lock['username']} on {lock['hostname']}"
        if lock["hostname"] != socket.gethostname() or _is_alive(lock["pid"]):
            raise StackLockedError(
                f"stack {environment} is locked by {holder} since {lock['timestamp']}",
                fix="wait until it ends; if it is surely gone, run: pulumi cancel --yes",
            )
        for each in (path, path.with_name(f"{path.name}.attrs")):
            each.unlink(missing_ok=True)
        say(f"released the lock of an update that was killed ({holder})")


def _is_alive(pid: int) -> bool:
    """Whether a pulumi process of this number runs; a zombie has ended."""
    process = Path("/proc") / str(pid)
    try:
        state = (process / "stat").read_text().rpartition(")")[2].split()[0]
        command = (process / "cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z" and b"pulumi" in command


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
