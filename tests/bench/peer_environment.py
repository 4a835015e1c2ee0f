"""Python environments of the peers: installed from their own hash-locked files, under `var/`."""

import hashlib
import shutil
import sys
from datetime import timedelta
from pathlib import Path

from novaos.command import run
from novaos.workspace import REPOSITORY, VAR
from tests.bench.measurement import Say

_INSTALL_TIME = timedelta(minutes=10)


def ensure_peers(name: str, say: Say) -> Path:
    """Install `requirements/bench-<name>.txt` unless that is done; return its Python."""
    lock = REPOSITORY / "requirements" / f"bench-{name}.txt"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()[:12]
    folder = VAR / "bench" / f"peers-{name}-{digest}"
    python = folder / "bin" / "python"
    done = folder / "complete"
    if done.exists():
        return python
    say(f"installing the peers of requirements/{lock.name}")
    shutil.rmtree(folder, ignore_errors=True)
    run([sys.executable, "-m", "venv", str(folder)])
    argv = [str(python), "-m", "pip", "install", "-q", "--only-binary=:all:", "--require-hashes"]
    run([*argv, "--requirement", str(lock)], timeout=_INSTALL_TIME)
    done.touch()
    return python
