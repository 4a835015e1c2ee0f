"""What this host is, and how to do on it what only root may do.

Nothing is changed here. What a person has to do is said with the very command.
"""

import os
import platform
import shlex
import shutil
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from novaos.command import CommandError, run
from novaos.errors import PreconditionError
from novaos.workspace import REPOSITORY, cache_folder

_ARCHITECTURE = "x86_64"
"""What the locks name: packages and wheels of another architecture are other inputs."""
_GIB = 1 << 30
_FREE_BYTES = 3 * _GIB
"""Images, evidence and volumes of one environment, with room for a rebuild."""
_FREE_BYTES_TO_BUILD_TOOLS = 18 * _GIB
"""Measured: after all tools, Go's module cache holds 9 GiB and its build cache 6 GiB."""
_SUDO_TIME = timedelta(seconds=10)


def check_host(*, tools_are_built: bool) -> str:
    """Check architecture and disk; returns a few words about the host.

    Raises `PreconditionError` if the host cannot carry the pipeline.
    """
    machine = platform.machine()
    if machine != _ARCHITECTURE:
        raise PreconditionError(
            f"this host is {machine}; the images are locked for {_ARCHITECTURE}",
            fix="run on a host of that architecture",
        )
    needed = _FREE_BYTES if tools_are_built else _FREE_BYTES_TO_BUILD_TOOLS
    for folder in (REPOSITORY, cache_folder()):
        require_free_space(folder, needed)
    name = platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")
    return f"{name}, {machine}, Python {platform.python_version()}"


def require_free_space(folder: Path, needed_bytes: int) -> None:
    """Raise `PreconditionError` if the file system of `folder` has less than `needed_bytes`."""
    existing = next(each for each in (folder, *folder.parents) if each.exists())
    free = shutil.disk_usage(existing).free
    if free < needed_bytes:
        raise PreconditionError(
            f"{existing}: {free / _GIB:.1f} GiB free, {needed_bytes / _GIB:.0f} GiB needed",
            fix="free space there, or set NOVAOS_CACHE_DIR to a folder on a larger disk",
        )


def is_debian_family() -> bool:
    """Whether Debian packages can be installed: Debian, Ubuntu or a child of them, with apt."""
    release = platform.freedesktop_os_release()
    family = {release.get("ID", ""), *release.get("ID_LIKE", "").split()}
    return bool(family & {"debian", "ubuntu"}) and shutil.which("apt-get") is not None


def privileged(argv: Sequence[str]) -> list[str]:
    """`argv` as this user can run it with root's rights.

    Raises `PreconditionError` with the command for a person if that needs a password.
    """
    if os.geteuid() == 0:
        return list(argv)
    try:
        run(["sudo", "-n", "true"], timeout=_SUDO_TIME)
    except CommandError as error:
        raise PreconditionError(
            "root's rights are needed and sudo asks for a password (or is not installed)",
            fix=f"run as root: {shlex.join(argv)}\n       then run this again",
        ) from error
    return ["sudo", "-n", *argv]
