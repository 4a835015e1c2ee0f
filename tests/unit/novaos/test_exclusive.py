"""A lock names its holder and ends with it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from novaos.exclusive import LockHeldError, exclusive

HOLD = """
import sys, time
from pathlib import Path
from novaos.exclusive import exclusive
with exclusive(Path(sys.argv[1]), "novaos up --env dev", wait=False):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_held_lock_is_refused_with_its_holder_and_ends_with_its_death(tmp_path: Path) -> None:
    path = tmp_path / "dev.lock"
    argv = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with (
            pytest.raises(LockHeldError, match=f"process {holder.pid}, novaos up") as refusal,
            exclusive(path, "novaos up --env dev", wait=False),
        ):
            pytest.fail("both hold the lock")
        assert refusal.value.exit_code == 6
        holder.kill()
    with exclusive(path, "novaos up --env dev", wait=False):
        assert str(os.getpid()) in path.read_text()


def test_a_lock_can_be_taken_again(tmp_path: Path) -> None:
    for _ in range(2):
        with exclusive(tmp_path / "dev.lock", "test", wait=False):
            pass
