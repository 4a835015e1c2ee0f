"""`novaos lock`: make the locks again from the intents, or check that this would change nothing."""

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from cli import doors, exit_codes
from cli.session import Session
from novaos.command import run
from novaos.workspace import REPOSITORY

_FOLDER = REPOSITORY / "requirements"
_LOCKED = ("project", "go")
"""Host requirements with a lock here; what images carry is locked by `images`."""
_UV = Path(sys.executable).parent / "uv"


def lock(
    context: typer.Context,
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit 3 on drift.")
    ] = False,
    upgrade: Annotated[bool, typer.Option("--upgrade", help="Take newer versions.")] = False,
) -> None:
    """Make the locks again, or --check them."""
    session = Session.of(context)
    with session.exclusive("locks", "lock"):
        with session.stage("python") as say:
            drifted = [
                each
                for each in _LOCKED
                if lock_requirements(each, say, check=check, upgrade=upgrade)
            ]
            say(f"changed: {', '.join(drifted)}" if drifted else "no change")
        with session.stage("images") as say:
            doors.lock_images(say, check=check)
    if check and drifted:
        names = ", ".join(f"requirements/{each}.txt" for each in drifted)
        sys.stderr.write(f"error: locks differ from their intents: {names}\n  fix: novaos lock\n")
        raise typer.Exit(exit_codes.DRIFT)


def lock_requirements(
    name: str,
    say: Callable[[str], None],
    *,
    check: bool,
    upgrade: bool,
) -> bool:
    """Lock `requirements/<name>.in`; returns whether the lock differs from what is there."""
    say(f"resolving requirements/{name}.in")
    target = _FOLDER / f"{name}.txt"
    with tempfile.TemporaryDirectory() as temporary:
        fresh = Path(temporary) / target.name
        shutil.copy2(target, fresh)  # the versions there are kept unless upgraded
        # fmt: off
        run(
            [_UV, "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header",
             "--python-version", "3.11", *(["--upgrade"] if upgrade else []),
             "--output-file", fresh, f"requirements/{name}.in"],
            cwd=REPOSITORY,
        )
        # fmt: on
        changed = fresh.read_bytes() != target.read_bytes()
        if changed and not check:
            shutil.copy2(fresh, target)
    return changed
