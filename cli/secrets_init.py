"""`novaos secrets init`: generate what is missing, overwrite nothing."""

from typing import Annotated

import typer

from cli import pipeline
from cli.options import known_environments
from cli.session import Session


def secrets_init(
    context: typer.Context,
    environment: Annotated[str, typer.Argument(help="Environment, e.g. dev.")],
) -> None:
    """Generate the secrets and keys of ENVIRONMENT that are missing; what is there stays.

    To replace the key of a console, <console>_session_key, remove its file first and deploy
    after: everybody who is logged in there has to log in again.
    """
    if environment not in known_environments():
        raise typer.BadParameter(f"unknown; one of: {', '.join(known_environments())}")
    session = Session.of(context)
    with session.exclusive(environment, "secrets init"):
        pipeline.ensure_secrets(session, environment)
