"""Drive pulumi: preview, deploy, refresh, destroy, outputs of one environment.

Every update passes the policy pack. The program judges all resources by the same rules before it
registers the first one, so there is no separate preview before an update: a violation changes
nothing either way.

Before it changes anything an update looks at the engine, so that what was removed or stopped by
hand comes back. What a killed update leaves behind is dealt with before the next one: its lock is
released if its process is gone, containers that the state does not know are removed, pending
operations cleared, and a job that failed runs again.
"""

import json
from collections.abc import Callable
from typing import Any

from infra.leftovers import (
    remove_everything,
    remove_unknown_containers,
    require_no_containers,
    require_removable_data,
)
from infra.pulumi_environment import pulumi_environment
from infra.pulumi_process import DeploymentError, pulumi, pulumi_with_progress
from infra.settings import load_settings
from infra.stack_state import (
    UnreadableStateError,
    ensure_stack,
    ensure_unlocked,
    read_state,
    stack_exists,
)
from novaos.workspace import REPOSITORY

__all__ = [
    "deploy",
    "destroy",
    "ensure_stack",
    "outputs",
    "preview",
    "pulumi_environment",
    "refresh",
]

Say = Callable[[str], None]
PACK = REPOSITORY / "policies"


def preview(environment: str, say: Say) -> dict[str, int]:
    """Show what a deployment would change; return the number of resources per operation."""
    ensure_stack(environment)
    words = ["preview", "--stack", environment, "--policy-pack", str(PACK)]
    changes = pulumi_with_progress(environment, words, say).changes
    say(_summary("would change", changes))
    return changes


def deploy(environment: str, say: Say) -> dict[str, int]:
    """Make the running platform what the topology says, and wait until all of it is healthy.

    Raises `AdmissionError` if a policy refuses, `DeploymentError` if something failed.
    """
    ensure_stack(environment)
    ensure_unlocked(environment, say)
    again = _repair(environment, say)
    words = ["up", "--stack", environment, "--yes", "--skip-preview", "--refresh"]
    words += ["--policy-pack", str(PACK), *again]
    changes = pulumi_with_progress(environment, words, say).changes
    say(_summary("changed", changes))
    return changes


def refresh(environment: str, say: Say) -> dict[str, int]:
    """Compare the state with the engine and take over what is different there."""
    ensure_stack(environment)
    ensure_unlocked(environment, say)
    words = [
        "refresh",
        "--stack",
        environment,
        "--yes",
        "--skip-preview",
        "--clear-pending-creates",
    ]
    return pulumi_with_progress(environment, words, say).changes


def destroy(environment: str, say: Say, *, purge: bool = False) -> None:
    """Remove everything of the environment; its data volumes only with `purge`.

    Needs neither verdicts nor a sound state: what pulumi cannot remove is found by label.
    """
    settings = load_settings(environment)
    if purge:
        require_removable_data(settings)
    removed = True
    if stack_exists(environment):
        ensure_unlocked(environment, say)
        removed = _destroy_stack(environment, say)
    remove_everything(settings, say, data=purge)
    if not removed:
        # Nothing of what the state speaks of is there any more.
        pulumi(environment, "stack", "rm", environment, "--yes", "--force", "--preserve-config")


def outputs(environment: str) -> dict[str, Any]:
    """What the program exported: urls and images."""
    text = pulumi(environment, "stack", "output", "--json", "--stack", environment).stdout
    exported: dict[str, Any] = json.loads(text)
    return exported


def _destroy_stack(environment: str, say: Say) -> bool:
    """Remove what the state knows; say whether pulumi could do that."""
    words = ["destroy", "--stack", environment, "--yes", "--skip-preview"]
    try:
        # What an interrupted update made would hold the volumes that pulumi removes.
        remove_unknown_containers(environment, read_state(environment).container_ids, say)
        pulumi_with_progress(environment, words, say)
    except (DeploymentError, UnreadableStateError) as error:
        say(f"pulumi could not remove everything, going on by label: {error.message}")
        return False
    return True


def _repair(environment: str, say: Say) -> list[str]:
    """Deal with what the last update left; return arguments that run failed jobs again."""
    state = read_state(environment)
    if not (state.container_ids or state.pending):
        require_no_containers(environment)
    remove_unknown_containers(environment, state.container_ids, say)
    if state.pending:
        say(f"the last update was interrupted, {len(state.pending)} operations are unfinished")
        refresh(environment, say)
    for urn in state.failed_jobs:
        say(f"run job {urn.rpartition('::')[2]} again, it failed last time")
    return [word for urn in state.failed_jobs for word in ("--replace", urn)]


def _summary(verb: str, changes: dict[str, int]) -> str:
    words = [f"{count} {name}" for name, count in sorted(changes.items()) if name != "same"]
    return f"{verb}: {', '.join(words) or 'nothing'}"
