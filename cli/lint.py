"""`novaos lint`: every static check; all of them run, and all findings are shown."""

import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import typer

from cli import exit_codes
from cli.session import Session
from cli.sources import committed_files
from novaos.workspace import REPOSITORY, tool
from tools.house_rules import check_repository
from tools.progress import render_seconds

_PROGRAMS = Path(sys.executable).parent
_PACKAGES = (
    *("novaos", "tools", "images", "sbom", "policies", "infra", "cli"),
    *("services", "agents", "tests"),
)
_PARALLEL = 2
_MACHINE_WRITTEN = (".mod", ".sum")
"""Full of names that are no English words."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one check found."""

    name: str
    findings: str
    """Complete output; empty when there is nothing to say."""
    passed: bool
    seconds: float


def checks() -> dict[str, Callable[[], tuple[bool, str]]]:
    """Every check by its name, the slowest first."""
    workflows = sorted(str(each) for each in (REPOSITORY / ".github").glob("workflows/*.yml"))
    commands: dict[str, list[str | Path]] = {
        "mypy --strict": [_PROGRAMS / "mypy", *_PACKAGES],
        "import-linter": [_PROGRAMS / "lint-imports", "--no-cache"],
        "ruff check": [_PROGRAMS / "ruff", "check", "."],
        "ruff format": [_PROGRAMS / "ruff", "format", "--check", "--diff", "."],
        "codespell": [_PROGRAMS / "codespell", *_prose()],
    }
    if workflows:
        commands["actionlint"] = [tool("actionlint"), *workflows]
        commands["zizmor"] = [_PROGRAMS / "zizmor", "--offline", "--no-progress", ".github"]
    found: dict[str, Callable[[], tuple[bool, str]]] = {}
    for name, argv in commands.items():
        found[name] = partial(_run, argv)
    found["house rules"] = _house_rules
    return found


def lint(context: typer.Context) -> None:
    """Every static check; all findings are listed."""
    session = Session.of(context)
    with session.stage("lint") as say, ThreadPoolExecutor(_PARALLEL) as pool:
        running = [pool.submit(_time, name, check) for name, check in checks().items()]
        outcomes = []
        for future in running:
            outcomes.append(future.result())
            say(f"{outcomes[-1].name} done")
        failed = [each for each in outcomes if not each.passed]
        say(f"{len(outcomes) - len(failed)} of {len(outcomes)} checks passed")
    for each in outcomes:
        mark = "ok  " if each.passed else "FAIL"
        sys.stdout.write(f"{mark} {each.name:<15} {render_seconds(each.seconds)}\n")
    for each in failed:
        sys.stdout.write(f"\n--- {each.name}\n{each.findings.strip()}\n")
    raise typer.Exit(exit_codes.FAILURE if failed else exit_codes.OK)


def _time(name: str, check: Callable[[], tuple[bool, str]]) -> Outcome:
    started = time.monotonic()
    passed, findings = check()
    return Outcome(name, findings, passed, time.monotonic() - started)


def _run(argv: list[str | Path]) -> tuple[bool, str]:
    try:
        done = subprocess.run(
            [str(word) for word in argv],
            cwd=REPOSITORY,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    except OSError as error:
        return False, f"{argv[0]}: {error}; run: make lint"
    return done.returncode == 0, done.stdout


def _house_rules() -> tuple[bool, str]:
    findings = check_repository(REPOSITORY)
    return not findings, "\n".join(findings)


def _prose() -> list[str]:
    return [name for name in committed_files() if not name.endswith(_MACHINE_WRITTEN)]
