"""`novaos bench`: the measurements of tests/bench."""

import subprocess
import sys
from typing import Annotated

import typer

from cli import exit_codes
from novaos.workspace import REPOSITORY


def bench(
    arguments: Annotated[list[str] | None, typer.Argument(help="Which measurements.")] = None,
) -> None:
    """Measure, beside peers where there are any."""
    argv = [sys.executable, "-m", "tests.bench", *(arguments or ())]
    status = subprocess.run(argv, cwd=REPOSITORY, check=False).returncode
    raise typer.Exit(exit_codes.OK if status == 0 else exit_codes.FAILURE)
