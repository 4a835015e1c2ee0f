"""Debian packages that the host lacks.

A need is known by the file or command it brings, not by the package name, so that an engine or a
git from elsewhere is kept as it is.
"""

import importlib.util
import os
import platform
import shlex
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from novaos.command import CommandError, run
from novaos.errors import PreconditionError
from tools.host import is_debian_family, privileged

_INSTALL_TIME = timedelta(minutes=15)
_APT_ENVIRONMENT = ("DEBIAN_FRONTEND=noninteractive", "NEEDRESTART_SUSPEND=1")


@dataclass(frozen=True, slots=True)
class Need:
    """Something the host must have, and the package that brings it."""

    package: str
    present: Callable[[], bool]


def _command(name: str) -> Callable[[], bool]:
    return lambda: _which(name) is not None


def _file(path: str) -> Callable[[], bool]:
    return lambda: Path(path).exists()


def _which(name: str) -> str | None:
    # /usr/sbin is not on every user's PATH, and root's commands are there.
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/local/sbin:/usr/sbin:/sbin")


def _needs_python() -> list[Need]:
    def has_venv() -> bool:
        return importlib.util.find_spec("ensurepip") is not None

    return [
        Need(f"python{sys.version_info.major}.{sys.version_info.minor}-venv", has_venv),
        Need("ca-certificates", _file("/etc/ssl/certs/ca-certificates.crt")),
        Need("git", _command("git")),
    ]


def _needs_images() -> list[Need]:
    needs = [
        Need("mmdebstrap", _command("mmdebstrap")),
        Need("debian-archive-keyring", _file("/usr/share/keyrings/debian-archive-keyring.gpg")),
        Need("npm", _command("npm")),  # fetches what the consoles' pages load
    ]
    if os.geteuid() != 0:
        needs.append(Need("uidmap", _command("newuidmap")))
    return needs


def _needs_engine() -> list[Need]:
    needs = [Need("docker.io", _command("dockerd")), Need("iptables", _command("iptables"))]
    if Path("/sys/kernel/security/apparmor").exists():
        needs.append(Need("apparmor", _command("apparmor_parser")))
    return needs


def _needs_browser() -> list[Need]:
    # Ubuntu's package of this name is a way to its snap, whose folder not every PATH has.
    is_ubuntu = platform.freedesktop_os_release().get("ID") == "ubuntu"
    package = "chromium-browser" if is_ubuntu else "chromium"
    snap = Path("/snap/bin/chromium")
    return [Need(package, lambda: _which("chromium") is not None or snap.exists())]


def find_missing(
    *, engine_answers: bool, python_only: bool = False, browser: bool = False
) -> list[str]:
    """Packages to install; none for the engine when one answers already.

    `browser` is for tests that drive one; nothing else needs it.
    """
    needs = _needs_python()
    if not python_only:
        needs += _needs_images()
        needs += [] if engine_answers else _needs_engine()
        needs += _needs_browser() if browser else []
    missing = [need.package for need in needs if not need.present()]
    # Newer Debian has the client in a package of its own, older has it in docker.io: asked again
    # after docker.io was installed.
    if not python_only and _which("docker") is None and "docker.io" not in missing:
        missing.append("docker-cli")
    return missing


def ensure_packages(missing: list[str], say: Callable[[str], None]) -> str:
    """Install `missing`; returns what was done.

    Raises `PreconditionError` with the command for a person if we may not or cannot.
    """
    if not missing:
        return "nothing missing"
    install = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if not is_debian_family():
        raise PreconditionError(
            f"missing on this host, which is no Debian or Ubuntu: {', '.join(missing)}",
            fix="install what these Debian packages bring, then run this again",
        )
    try:
        _repair_dpkg(say)
        say("apt-get update")
        _apt(["apt-get", "update", "-q"])
        say(f"apt-get install {' '.join(missing)}")
        _apt([*install, "-q", "-o", "DPkg::Lock::Timeout=120"])
    except CommandError as error:
        raise PreconditionError(
            f"packages could not be installed: {', '.join(missing)}\n{error.stdout}{error.stderr}",
            fix=f"run as root: apt-get update && {shlex.join(install)}\n       then run this again",
        ) from error
    return f"installed {', '.join(missing)}"


def _repair_dpkg(say: Callable[[str], None]) -> None:
    """Finish what an interrupted installation left half configured."""
    if run(["dpkg", "--audit"]).stdout.strip():
        say("note: finishing an interrupted package installation (dpkg --configure -a)")
        _apt(["dpkg", "--configure", "-a"])


def _apt(argv: list[str]) -> None:
    run(privileged(["env", *_APT_ENVIRONMENT, *argv]), timeout=_INSTALL_TIME)
