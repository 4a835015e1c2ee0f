"""The bootstrap and the Makefile as a person meets them."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from novaos.workspace import REPOSITORY

WARM_SECONDS_MAX = 1.0


def run(*argv: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        argv,
        cwd=REPOSITORY,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def test_make_alone_prints_the_help() -> None:
    done = run("make")
    assert done.returncode == 0
    for target in ("up", "test", "build", "status", "down"):
        assert f"\n  {target} " in done.stdout


@pytest.mark.docker
def test_a_warm_bootstrap_is_quick_and_says_what_it_looked_at() -> None:
    assert run(sys.executable, "-m", "tools.bootstrap").returncode == 0
    started = time.monotonic()
    done = run(sys.executable, "-m", "tools.bootstrap")
    assert time.monotonic() - started < WARM_SECONDS_MAX
    for stage in ("host", "packages", "python", "engine", "tools", "plugins"):
        assert f"✓ {stage}" in done.stderr


def test_an_engine_named_by_the_user_is_never_replaced(tmp_path: Path) -> None:
    socket = f"unix://{tmp_path / 'none.sock'}"
    done = run(sys.executable, "-m", "tools.bootstrap", DOCKER_HOST=socket)
    assert done.returncode == 5
    assert "DOCKER_HOST" in done.stderr
    assert "fix:" in done.stderr


def test_the_command_after_the_dashes_gets_its_exit_status_through() -> None:
    done = run(sys.executable, "-m", "tools.bootstrap", "--until", "python", "--", "novaos", "x")
    assert done.returncode == 2


def test_continuous_integration_runs_make_test() -> None:
    script = (REPOSITORY / ".ci" / "run").read_text()
    assert script.rstrip().endswith("exec make test")
    assert os.access(REPOSITORY / ".ci" / "run", os.X_OK)
