"""Run pytest in a process of its own, its output straight to the screen."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from novaos.errors import EvidenceUnavailableError
from novaos.workspace import REPOSITORY

# https://docs.pytest.org/en/stable/reference/exit-codes.html
TESTS_FAILED = 1
NO_TESTS = 5


def run_pytest(
    arguments: Sequence[str],
    *,
    junit: Path,
    timeout: timedelta,
    before: Sequence[str] = (),
    env: Mapping[str, str] | None = None,
) -> int:
    """Run pytest with `arguments` and return its status; `before` wraps the command.

    Raises `EvidenceUnavailableError` if it does not end within `timeout`.
    """
    junit.parent.mkdir(parents=True, exist_ok=True)
    argv = [*before, sys.executable, "-m", "pytest", *arguments, f"--junit-xml={junit}"]
    try:
        return subprocess.run(
            argv,
            cwd=REPOSITORY,
            # Where bytecode lies is a fact that tests of bytecode are about: Python's default.
            env={**os.environ, "PYTHONPYCACHEPREFIX": "", **(env or {})},
            timeout=timeout.total_seconds(),
            check=False,
        ).returncode
    except subprocess.TimeoutExpired as error:
        raise EvidenceUnavailableError(
            f"pytest {' '.join(arguments)} did not end within {timeout}",
            fix="run it again with V=1 and look where it stands",
        ) from error
