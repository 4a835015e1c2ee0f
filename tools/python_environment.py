"""The virtual environment `.venv`, filled from the hash-locked requirements and nothing else.

1. Its record, written last, names the lock, the project file and the Python it was made for.
2. Another lock: the differences are installed and what the lock no longer names is removed.
3. Another Python, or an installation that was interrupted: made again from nothing.
"""

import hashlib
import json
import re
import shutil
import sys
import tomllib
from collections.abc import Callable
from datetime import timedelta

from novaos.command import CommandError, run
from novaos.errors import PreconditionError
from novaos.evidence import write_atomically
from novaos.exclusive import exclusive
from novaos.workspace import REPOSITORY, VAR

_VENV = REPOSITORY / ".venv"
_LOCK = REPOSITORY / "requirements" / "project.txt"
_PROJECT = REPOSITORY / "pyproject.toml"
_RECORD = _VENV / ".novaos.json"
_INCOMPLETE = _VENV / ".novaos-incomplete"
_INSTALL_TIME = timedelta(minutes=15)
_OURS = {"pip", "setuptools", "novaos-deployment"}

PYTHON = _VENV / "bin" / "python"


def ensure_python_environment(say: Callable[[str], None]) -> str:
    """Make `.venv` hold exactly what the lock names; returns what was done."""
    wanted = _wanted()
    if _load_record() == wanted:
        return "up to date"
    with exclusive(VAR / "python.lock", "installing Python packages", wait=True):
        if _load_record() == wanted:
            return "up to date"
        if _must_be_made_again():
            say("creating .venv")
            shutil.rmtree(_VENV, ignore_errors=True)
            _VENV.mkdir()
            _INCOMPLETE.touch()
            _run([sys.executable, "-m", "venv", str(_VENV)])
        _INCOMPLETE.touch()
        _RECORD.unlink(missing_ok=True)
        _install(say)
        write_atomically(_RECORD, json.dumps(wanted).encode())
        _INCOMPLETE.unlink()
    return f"{len(parse_locked_names(_LOCK.read_text()))} packages as locked"


def is_up_to_date() -> bool:
    """Whether `.venv` was made for the lock that is here now."""
    record = _load_record()
    return isinstance(record, dict) and record.get("lock") == _wanted()["lock"]


def _install(say: Callable[[str], None]) -> None:
    say("installing hash-locked Python packages")
    # fmt: off
    _pip("install", "--no-compile", "--only-binary=:all:", "--require-hashes",
         "--requirement", str(_LOCK))
    surplus = _installed_names() - parse_locked_names(_LOCK.read_text()) - _OURS
    if surplus:
        _pip("uninstall", "--yes", *sorted(surplus))
    _pip("install", "--no-deps", "--no-build-isolation", "--no-index", "--editable",
         str(REPOSITORY))
    # fmt: on


def _must_be_made_again() -> bool:
    if _INCOMPLETE.exists() or not PYTHON.exists():
        return True
    try:
        answer = run([PYTHON, "-c", "import sys; print(*sys.version_info[:2], sep='.')"]).stdout
    except (CommandError, OSError):
        return True
    return answer.strip() != _python_version()


def _wanted() -> dict[str, str]:
    project = tomllib.loads(_PROJECT.read_text())
    relevant = [project["build-system"], project["project"], project["tool"]["setuptools"]]
    return {
        "lock": hashlib.sha256(_LOCK.read_bytes()).hexdigest(),
        "project": hashlib.sha256(repr(relevant).encode()).hexdigest(),
        "python": _python_version(),
        "folder": str(_VENV),  # a moved checkout has scripts that point to the old place
    }


def _python_version() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _load_record() -> object:
    try:
        return json.loads(_RECORD.read_text())
    except (OSError, ValueError):
        return None


def parse_locked_names(lock: str) -> set[str]:
    """Normalised names of all packages in a requirements file."""
    names = re.findall(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", lock, re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names}


def _installed_names() -> set[str]:
    listing = json.loads(_pip("list", "--format=json"))
    return {re.sub(r"[-_.]+", "-", each["name"]).lower() for each in listing}


def _pip(*arguments: str) -> str:
    return _run([str(PYTHON), "-m", "pip", "--disable-pip-version-check", *arguments])


def _run(argv: list[str]) -> str:
    try:
        return run(argv, timeout=_INSTALL_TIME, cwd=REPOSITORY).stdout
    except CommandError as error:
        raise PreconditionError(
            f"the Python environment could not be made: {' '.join(argv[:5])} ...\n"
            f"{error.stdout}{error.stderr}",
            fix="check the network and the disk, then run again; downloads are kept",
        ) from error
