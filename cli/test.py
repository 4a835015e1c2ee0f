"""`novaos test`: every test, on a stack of its own.

1. Unit tests, in a network namespace without any network: they prove that they need none.
2. The environment `test` starts from nothing, whoever left something of it on this host, and is
   brought up by the same line as any other.
3. Contract, integration and end-to-end tests and faults on it, in lanes side by side (ADR 0033),
   then the audit: it also judges what use and faults have left, logs and temporary files included.
4. The stack is removed when all passed; after a failure it stays, to be looked at.
"""

import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from cli import exit_codes, pipeline
from cli.checks.stack import require_free_ports
from cli.down import bring_down
from cli.lanes import folders_in_order, lane_options
from cli.pytest_run import run_pytest
from cli.session import Session
from novaos.errors import PreconditionError
from novaos.workspace import VAR
from tools.progress import Progress

ENVIRONMENT = "test"
TIMES_VARIABLE = "NOVAOS_STAGE_TIMES"
"""How the stage times reach `cli.pytest_plugin`, which prints them before the last line."""
_RESULTS = VAR / "test"
_UNIT_TIME = timedelta(minutes=10)
_LIVE_TIME = timedelta(minutes=90)
_AUDIT_TIME = timedelta(minutes=10)
_LANES = 3
"""One for the running stack, two for the rest: most of their time is waiting for containers."""


def test(
    context: typer.Context,
    *,
    unit: Annotated[bool, typer.Option("--unit", help="Only unit tests.")] = False,  # noqa: PT028
    keep: Annotated[bool, typer.Option("--keep", help="Leave the stack.")] = False,  # noqa: PT028
) -> None:
    """All tests: unit offline, the rest on a real stack."""
    session = Session.of(context)
    with session.exclusive("test-run", "test"):
        _run_or_exit(run_unit_tests(session))
        if unit:
            return
        # Not held during the tests: some of them are commands on this environment.
        with session.exclusive(ENVIRONMENT, "test"):
            bring_down(session, ENVIRONMENT, purge=True)
            with session.stage("ports") as say:
                say(require_free_ports(ENVIRONMENT))
            pipeline.bring_up(session, ENVIRONMENT)
        _run_or_exit(run_live_tests(session))
        _run_or_exit(run_audit(session))
        if not keep:
            _bring_down_silently(session)


def _bring_down_silently(session: Session) -> None:
    """Remove the stack without a word: pytest's summary stays the last thing on the screen."""
    with Path(os.devnull).open("w", encoding="utf-8") as silence:
        session.progress = Progress(silence)
        with session.exclusive(ENVIRONMENT, "test"):
            bring_down(session, ENVIRONMENT, purge=True)


def run_unit_tests(session: Session) -> int:
    """Run the unit tests without network; returns pytest's status."""
    sys.stderr.write("unit tests, without network:\n")
    with session.silently("unit tests"):
        return run_pytest(
            ["tests/unit", "-q", "--durations=5"],
            junit=_RESULTS / "unit.xml",
            timeout=_UNIT_TIME,
            before=without_network(),
        )


def run_live_tests(session: Session) -> int:
    """Run what needs the real parts, in lanes; returns pytest's status."""
    sys.stderr.write(f"live tests, in {_LANES} lanes:\n")
    with session.silently("live tests"):
        return run_pytest(
            [*folders_in_order(), "-q", *lane_options(_LANES)],
            junit=_RESULTS / "live.xml",
            timeout=_LIVE_TIME,
        )


def run_audit(session: Session) -> int:
    """Run the audit, and the times of all stages with it; returns pytest's status."""
    return run_pytest(
        ["tests/audit", f"--environment={ENVIRONMENT}", "-q", "-p", "cli.pytest_plugin"],
        junit=_RESULTS / "audit.xml",
        timeout=_AUDIT_TIME,
        env={TIMES_VARIABLE: session.progress.summary()},
    )


def without_network() -> list[str]:
    """Command that takes the network away from what follows it.

    Raises `PreconditionError` if this host cannot: a proof that was not made is no proof.
    """
    unshare = shutil.which("unshare") or "unshare"
    for argv in (
        [unshare, "--net", "--"],
        [unshare, "--user", "--map-root-user", "--net", "--"],
        ["sudo", "-n", "-E", unshare, "--net", "--"],
    ):
        if _succeeds([*argv, "true"]):
            return argv
    raise PreconditionError(
        "unit tests must run without network, and this user may not make a network namespace",
        fix="run as root, or allow it: sudo sysctl -w kernel.unprivileged_userns_clone=1",
    )


def _succeeds(argv: list[str]) -> bool:
    try:
        done = subprocess.run(argv, capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _run_or_exit(status: int) -> None:
    if status != os.EX_OK:
        sys.stderr.flush()
        raise typer.Exit(exit_codes.FAILURE)
