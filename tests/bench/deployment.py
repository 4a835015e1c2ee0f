"""From nothing to healthy, and from one changed image to healthy, on the real engine."""

import sys
from collections.abc import Callable
from pathlib import Path

from cli import doors
from cli.health import wait_until_healthy
from novaos.command import run
from novaos.workspace import REPOSITORY
from tests.bench.measurement import Measured, Result, Say, seconds
from tests.bench.stages import quiet

_RUNS = 3
"""Each run creates and removes a whole stack: seconds, not milliseconds, so few are enough."""
_EMPTY_EXPECTED_S = 20.0
_CHANGE_EXPECTED_S = 10.0
_CHANGED_SOURCE = Path("agents/nova/agent.py")


def prepare(environment: str, say: Say) -> None:
    """Have all images built, described and verified."""
    doors.ensure_secrets(environment, say)
    _make_evidence(environment, say)


def remove(environment: str) -> None:
    """Remove the stack with its volumes."""
    argv = [sys.executable, "-m", "cli", "down", "--env", environment, "--purge", "--yes"]
    run(argv, cwd=REPOSITORY)


def measure_empty(environment: str, say: Say) -> list[Result]:
    """Time from an empty host to a healthy stack; leaves the last one running."""
    samples = []
    for number in range(_RUNS):
        say(f"deploying to an empty host, {number + 1} of {_RUNS}")
        remove(environment)
        samples.append(seconds(lambda: _deploy(environment)))
    return [Measured("empty host to all healthy", "s", tuple(samples), _EMPTY_EXPECTED_S)]


def measure_change(environment: str, say: Say) -> list[Result]:
    """Time from a verified new digest, and from the edit of a source, to healthy."""
    deployments, whole = [], []
    for number in range(_RUNS):
        say(f"changing one image, {number + 1} of {_RUNS}")
        before = doors.locked_references(environment)
        made = seconds(_changed(environment, number))
        if doors.locked_references(environment) == before:
            raise RuntimeError(f"{_CHANGED_SOURCE} changed, yet no digest did")
        deployments.append(seconds(lambda: _deploy(environment)))
        whole.append(made + deployments[-1])
    return [
        Measured("changed digest to healthy", "s", tuple(deployments), _CHANGE_EXPECTED_S),
        Measured("edited source to healthy, all stages", "s", tuple(whole)),
    ]


def _changed(environment: str, number: int) -> Callable[[], None]:
    def change() -> None:
        with (REPOSITORY / _CHANGED_SOURCE).open("a", encoding="utf-8") as source:
            source.write(f"# benchmark {number}\n")
        _make_evidence(environment, quiet)

    return change


def _make_evidence(environment: str, say: Say) -> None:
    references = doors.build_images(environment, say)
    doors.describe_images(environment, references, say)
    doors.verify_images(environment, references, say)


def _deploy(environment: str) -> None:
    doors.deploy(environment, quiet)
    wait_until_healthy(environment, quiet)
