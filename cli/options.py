"""Options that several verbs share."""

from typing import Annotated

import typer

from novaos.workspace import REPOSITORY


def known_environments() -> list[str]:
    """Environments of this checkout: those with a stack file."""
    return sorted(path.name.split(".")[1] for path in REPOSITORY.glob("Pulumi.*.yaml"))


def _check_environment(value: str) -> str:
    known = known_environments()
    if value not in known:
        raise typer.BadParameter(f"{value!r} is unknown; one of: {', '.join(known)}")
    return value


Environment = Annotated[
    str,
    typer.Option("--env", "-e", callback=_check_environment, help="Environment to work on."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON to stdout.")]
