"""Run an external program: argument list, time limit, captured output, one error with all of it."""

import logging
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from novaos.errors import NovaosError

_logger = logging.getLogger(__name__)
_SHOWN_CHARACTERS = 4000
"""How much of a program's last output an error message repeats."""


class CommandError(NovaosError):
    """A program failed, timed out or is not there."""

    def __init__(  # noqa: PLR0913 - facts of one failed command
        self,
        argv: Sequence[str],
        reason: str,
        *,
        returncode: int | None = None,
        stdout: str = "",
        stderr: str = "",
        fix: str = "",
    ) -> None:
        shown = (stderr.strip() or stdout.strip())[-_SHOWN_CHARACTERS:]
        super().__init__(f"{argv[0]} {reason}" + (f"\n{shown}" if shown else ""), fix=fix)
        self.argv = tuple(argv)
        self.returncode = returncode
        self.stdout = stdout
        self.stderr = stderr


@dataclass(frozen=True, slots=True)
class Completed:
    """What a program that ended with success wrote."""

    stdout: str
    stderr: str


def run(
    argv: Sequence[str | Path],
    *,
    timeout: timedelta = timedelta(minutes=10),
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: str | None = None,
) -> Completed:
    """Run `argv` to its end; `env` is added to this process's environment.

    Never put a secret into `argv`: other users can read it. Pass a file or `stdin`.

    Raises `CommandError` if the program is missing, fails or exceeds `timeout`.
    """
    words = [str(word) for word in argv]
    _logger.debug("run %s", words)
    merged = {**os.environ, **env} if env else None
    done = _execute(words, timeout, merged, cwd, stdin)
    if done.returncode != 0:
        raise CommandError(
            words,
            f"ended with status {done.returncode}",
            returncode=done.returncode,
            stdout=done.stdout,
            stderr=done.stderr,
        )
    return Completed(done.stdout, done.stderr)


def _execute(
    words: list[str],
    timeout: timedelta,
    env: Mapping[str, str] | None,
    cwd: Path | None,
    stdin: str | None,
) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            words,
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            text=True,
            timeout=timeout.total_seconds(),
            env=env,
            cwd=cwd,
            check=False,
        )
    except FileNotFoundError as error:
        raise CommandError(words, "is not installed", fix="run: make tools") from error
    except subprocess.TimeoutExpired as error:
        seconds = timeout.total_seconds()
        raise CommandError(words, f"did not end within {seconds:.0f} s") from error
