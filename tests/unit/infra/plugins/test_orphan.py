"""A plugin whose engine was killed ends, and so does what it started."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from novaos.workspace import REPOSITORY

_PLUGIN = """
import subprocess, sys, time
from infra.plugins.orphan import end_with_parent
{watch}
program = subprocess.Popen(["sleep", "30"])
print(program.pid, flush=True)
time.sleep(30)
"""
_ENGINE = """
import subprocess, sys, time
plugin = subprocess.Popen([sys.executable, "-c", sys.argv[1]], process_group=0)
print(plugin.pid, flush=True)
time.sleep(30)
"""


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize(("watch", "stays"), [("end_with_parent()", False), ("", True)])
def test_killed_engine_takes_plugin_and_program_along(*, watch: str, stays: bool) -> None:
    plugin_code = _PLUGIN.format(watch=watch)
    with subprocess.Popen(
        [sys.executable, "-c", _ENGINE, plugin_code], cwd=REPOSITORY, stdout=subprocess.PIPE
    ) as engine:
        assert engine.stdout is not None
        plugin, program = (int(engine.stdout.readline()) for _ in range(2))
        engine.kill()
    deadline = time.monotonic() + (2.0 if stays else 10.0)
    while (_is_running(plugin) or _is_running(program)) and time.monotonic() < deadline:
        time.sleep(0.05)
    try:
        assert (_is_running(plugin), _is_running(program)) == (stays, stays)
    finally:
        if stays:
            os.killpg(plugin, signal.SIGKILL)
