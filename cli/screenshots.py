"""`novaos screenshots`: a picture of every page of the consoles, from a stack of its own.

The pages are filled with people and posts made for this, so that it uses the environment `test`,
which starts from nothing and is removed afterwards.
"""

import subprocess
import sys
from typing import Annotated

import typer

from cli import exit_codes, pipeline
from cli.checks.stack import require_free_ports
from cli.down import bring_down
from cli.session import Session
from cli.test import ENVIRONMENT
from novaos.workspace import REPOSITORY


def screenshots(
    context: typer.Context,
    *,
    readme: Annotated[
        bool, typer.Option("--readme", help="Also make the pictures of README.md.")
    ] = False,
) -> None:
    """Make a picture of every page of the consoles, in var/screenshots."""
    session = Session.of(context)
    with session.exclusive("test-run", "screenshots"), session.exclusive(ENVIRONMENT, "test"):
        bring_down(session, ENVIRONMENT, purge=True)
        with session.stage("ports") as say:
            say(require_free_ports(ENVIRONMENT))
        pipeline.bring_up(session, ENVIRONMENT)
        argv = [sys.executable, "-m", "tests.screenshots", f"--environment={ENVIRONMENT}"]
        with session.silently("screenshots"):
            done = subprocess.run(
                [*argv, *(["--readme"] if readme else [])], cwd=REPOSITORY, check=False
            )
        if done.returncode == 0:
            bring_down(session, ENVIRONMENT, purge=True)
    raise typer.Exit(exit_codes.OK if done.returncode == 0 else exit_codes.FAILURE)
