"""`novaos audit`: testinfra against the running containers."""

import os
import sys
from datetime import timedelta

import typer

from cli import exit_codes
from cli.options import Environment
from cli.pytest_run import NO_TESTS, TESTS_FAILED, run_pytest
from cli.session import Session
from cli.supply import publish_audit
from novaos.errors import EvidenceUnavailableError, NovaosError
from novaos.workspace import VAR

_TIME = timedelta(minutes=20)


def audit(context: typer.Context, environment: Environment = "dev") -> None:
    """Prove the hardening on what runs; exit 4 if it fails."""
    session = Session.of(context)
    with session.exclusive(environment, "audit"):
        status = run_audit(environment)
        _publish(session, environment)
    if status == TESTS_FAILED:
        sys.stderr.write(f"audit of {environment}: failed; facts in {VAR / 'audit'}\n")
        raise typer.Exit(exit_codes.REFUSED)
    if status == NO_TESTS:
        raise EvidenceUnavailableError("the audit ran no check", fix="run: make doctor")
    raise typer.Exit(exit_codes.OK if status == os.EX_OK else exit_codes.FAILURE)


def _publish(session: Session, environment: str) -> None:
    """Let core-api show what was found; that it could not be told changes no result."""
    with session.stage("supply") as say:
        try:
            say(publish_audit(environment, say))
        except NovaosError as error:
            say(f"warning: the audit was not published: {error.message}")


def run_audit(environment: str) -> int:
    """Run the checks; returns pytest's status."""
    junit = VAR / "audit" / environment / "junit.xml"
    return run_pytest(
        ["tests/audit", f"--environment={environment}", "-q"], junit=junit, timeout=_TIME
    )
