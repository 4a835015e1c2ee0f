"""`novaos down`: remove a stack, also one that was only half created.

Data volumes stay unless `--purge` is given and confirmed.
"""

import sys
from typing import Annotated

import typer

from cli import doors
from cli.options import Environment
from cli.session import Session
from novaos.errors import PreconditionError


def down(
    context: typer.Context,
    environment: Environment = "dev",
    *,
    purge: Annotated[bool, typer.Option("--purge", help="Remove the data volumes too.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before removing data.")] = False,
) -> None:
    """Remove the stack; its volumes only with --purge."""
    session = Session.of(context)
    if purge and not yes:
        _require_consent(environment)
    with session.exclusive(environment, "down"):
        bring_down(session, environment, purge=purge)


def bring_down(session: Session, environment: str, *, purge: bool) -> None:
    """Destroy the stack and remove what is left of it."""
    with session.stage("destroy") as say:
        doors.destroy(environment, say, purge=purge)
        say(f"{environment} removed, {'data too' if purge else 'data volumes kept'}")


def _require_consent(environment: str) -> None:
    if not sys.stdin.isatty():
        raise PreconditionError("--purge removes data and nobody is here to ask", fix="add --yes")
    answer = typer.prompt(f"This removes all data of {environment}. Type its name to go on")
    if answer != environment:
        raise PreconditionError(
            f"not confirmed: {answer!r} is not {environment!r}", fix="nothing was removed"
        )
