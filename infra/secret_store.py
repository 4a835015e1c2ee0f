"""The secrets of one environment on this host: `secrets/<environment>/`, one file per value.

1. A missing secret is generated from the system's random source; an existing one is never changed.
2. Files have mode 0600 in a folder of mode 0700, and appear whole or not at all.
3. A secret that is short, a placeholder or open to others is refused, with what to do.

The values leave this folder through `read_secret` and `read_private_key` only.
"""

import os
import stat
from collections.abc import Callable
from functools import partial
from pathlib import Path

from infra.secret_generation import check_private_key, check_secret, generate_value
from infra.secret_names import secret_names
from novaos.errors import PreconditionError
from novaos.workspace import secrets_folder
from sbom.signing_key import ensure_key_pair

_FOLDER_MODE = 0o700
_FILE_MODE = 0o600
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def ensure_secrets(environment: str, say: Callable[[str], None]) -> None:
    """Generate what is missing and check what is there, signing keys included.

    Raises `PreconditionError` if a stored secret is not acceptable.
    """
    folder = secrets_folder(environment)
    _ensure_folder(folder)
    made = [
        name
        for name in secret_names().generated
        if write_new(folder / name, partial(generate_value, name))
    ]
    if made:
        say(f"generated {len(made)} secrets for {environment}: {', '.join(made)}")
    for name in secret_names().generated:
        read_secret(environment, name)
    ensure_key_pair(environment)


def read_secret(environment: str, name: str) -> str:
    """Value of one stored secret.

    Raises `PreconditionError` if it is missing or not acceptable.
    """
    value = _read_closed(environment, name)
    _require_acceptable(environment, name, check_secret(name, value))
    return value


def read_private_key(environment: str, name: str) -> str:
    """A signing key that is not in use yet, under any name; checked as the one in use."""
    value = _read_closed(environment, name)
    _require_acceptable(environment, name, check_private_key(value))
    return value


def _read_closed(environment: str, name: str) -> str:
    path = secrets_folder(environment) / name
    try:
        mode = path.stat().st_mode
        value = path.read_text().strip()
    except FileNotFoundError as error:
        raise PreconditionError(
            f"secret {name} of {environment} is missing",
            fix=f"run: novaos secrets init {environment}",
        ) from error
    if mode & _OTHERS:
        raise PreconditionError(
            f"secret file {path} is open to others (mode {stat.S_IMODE(mode):04o}), expected 0600",
            fix=f"run: chmod 600 {path}, and rotate it if others were on this host",
        )
    return value


def _require_acceptable(environment: str, name: str, found: list[str]) -> None:
    if found:
        raise PreconditionError(
            f"secret {name} of {environment} is refused: {'; '.join(found)}",
            fix=f"remove {secrets_folder(environment) / name} and run:"
            f" novaos secrets init {environment}",
        )


def _ensure_folder(folder: Path) -> None:
    folder.parent.mkdir(mode=_FOLDER_MODE, exist_ok=True)
    folder.mkdir(mode=_FOLDER_MODE, exist_ok=True)
    if stat.S_IMODE(folder.stat().st_mode) & _OTHERS:
        folder.chmod(_FOLDER_MODE)


def write_new(path: Path, make: Callable[[], str]) -> bool:
    """Write what `make` gives to `path` unless something is there; say whether it was made."""
    if path.exists():
        return False
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
    try:
        with os.fdopen(handle, "w") as stream:
            stream.write(make())
            stream.flush()
            os.fsync(stream.fileno())
        # A link, not a rename: if somebody else made the secret meanwhile, theirs stays.
        os.link(temporary, path)
    except FileExistsError:
        return False
    finally:
        temporary.unlink(missing_ok=True)
    return True
