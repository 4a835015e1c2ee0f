"""`novaos secrets rotate-jwt`: the next step of replacing the key that signs access tokens."""

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from cli import doors
from cli.options import known_environments
from cli.session import Session


def secrets_rotate_jwt(
    context: typer.Context,
    environment: Annotated[str, typer.Argument(help="Environment, e.g. dev.")],
) -> None:
    """Do the next of three steps: publish a new key, sign with it, retire the old one."""
    if environment not in known_environments():
        raise typer.BadParameter(f"unknown; one of: {', '.join(known_environments())}")
    with Session.of(context).exclusive(environment, "secrets rotate-jwt"):
        step = doors.rotate_jwt(environment, datetime.now(UTC))
    sys.stdout.write(f"step {step.number} of 3: {step.done}\n")
    sys.stdout.write(f"next: {step.then}\n")
