"""Find the Docker engine, or start one; an engine that is there keeps its configuration.

Without systemd the engine is started in a session of its own, so that it outlives the command.
A machine that was cut off may come back with the pid files and sockets of dead processes, which
dockerd takes for living ones; those, and only those, are removed first.
"""

import enum
import grp
import os
import shutil
import socket
import stat
import subprocess
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from novaos.command import CommandError, run
from novaos.errors import PreconditionError
from novaos.exclusive import exclusive
from novaos.workspace import VAR, cache_folder
from tools.host import privileged

_DEFAULT_SOCKET = Path("/var/run/docker.sock")
_PID_FILES = {
    Path("/var/run/docker.pid"): "dockerd",
    Path("/var/run/docker/containerd/containerd.pid"): "containerd",
}
_SYSTEM_CONTAINERD_SOCKET = Path("/run/containerd/containerd.sock")
_LOG = VAR / "engine" / "dockerd.log"
_ENGINE_SETTINGS = Path("/etc/docker/daemon.json")
_POOL = "base=172.16.0.0/12,size=24"
"""The engine's own pools hold about 31 networks; an environment takes ten."""
_ANSWER_TIME = timedelta(seconds=5)
_START_TIME = timedelta(seconds=90)
_LOG_LINES = 30


class Answer(enum.Enum):
    """What asking the engine for a sign of life gave."""

    YES = "answers"
    NO = "does not answer"
    FORBIDDEN = "is not open to this user"


def ask_engine() -> Answer:
    """Ask the engine that DOCKER_HOST names, or the local one, whether it is there."""
    host = os.environ.get("DOCKER_HOST", f"unix://{_DEFAULT_SOCKET}")
    if host.startswith("unix://"):
        return _ask_socket(Path(host.removeprefix("unix://")))
    try:
        run(["docker", "version"], timeout=_ANSWER_TIME)
    except CommandError:
        return Answer.NO
    return Answer.YES


def _ask_socket(path: Path) -> Answer:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(_ANSWER_TIME.total_seconds())
            connection.connect(str(path))
            connection.sendall(b"GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n")
            return Answer.YES if b" 200 " in connection.recv(64) else Answer.NO
    except PermissionError:
        return Answer.FORBIDDEN
    except OSError:
        return Answer.NO


def ensure_engine(say: Callable[[str], None]) -> str:
    """Have an engine that answers; returns what was done.

    Raises `PreconditionError` with the last log lines if it does not start.
    """
    answer = ask_engine()
    if answer is Answer.YES:
        return "the engine answers"
    if answer is Answer.FORBIDDEN:
        _raise_forbidden()
    if os.environ.get("DOCKER_HOST"):
        raise PreconditionError(
            f"the engine at DOCKER_HOST={os.environ['DOCKER_HOST']} does not answer",
            fix="start it there, or unset DOCKER_HOST to use an engine on this host",
        )
    with exclusive(cache_folder() / "engine.lock", "starting the engine", wait=True):
        if ask_engine() is Answer.YES:
            return "the engine answers"
        if Path("/run/systemd/system").is_dir():
            say("systemctl start docker")
            return _start_by_systemd()
        say("starting dockerd")
        return _start_by_hand(say)


def _raise_forbidden() -> None:
    raise PreconditionError(
        f"the engine runs, but {_DEFAULT_SOCKET} is not open to this user",
        fix='run: sudo usermod -aG docker "$USER", then log in again (this gives root\'s rights)',
    )


def _start_by_systemd() -> str:
    try:
        run(privileged(["systemctl", "start", "docker"]), timeout=_START_TIME)
    except CommandError as error:
        raise PreconditionError(
            f"systemd could not start the engine:\n{error.stderr}",
            fix="run: journalctl -u docker -n 50",
        ) from error
    answer = _wait_for_answer(lambda: True)
    if answer is Answer.FORBIDDEN:
        _raise_forbidden()
    if answer is not Answer.YES:
        raise PreconditionError(
            "the engine was started and does not answer", fix="run: journalctl -u docker -n 50"
        )
    return "started by systemd"


def _start_by_hand(say: Callable[[str], None]) -> str:
    program = shutil.which("dockerd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if program is None:
        raise PreconditionError("dockerd is not installed", fix="run: make up")
    for path in find_stale_files():
        say(f"note: removing {path}, left by a process that is dead")
        run(privileged(["rm", "-f", str(path)]))
    # The group of this user may use the socket, else a sudo user could start it but not use it.
    group = grp.getgrgid(os.getgid()).gr_name
    options = [] if os.geteuid() == 0 else ["--group", group]
    if not _ENGINE_SETTINGS.exists():  # what stands in both places is an error of dockerd
        options += ["--default-address-pool", _POOL]
    argv = privileged([program, *options])
    _LOG.parent.mkdir(parents=True, exist_ok=True)
    with _LOG.open("wb") as log:
        process = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd="/",
        )
    if _wait_for_answer(lambda: process.poll() is None) is not Answer.YES:
        last = "\n".join(_LOG.read_text(errors="replace").splitlines()[-_LOG_LINES:])
        raise PreconditionError(
            f"dockerd did not start; last lines of {_LOG}:\n{last}",
            fix="correct what the log names, then run this again",
        )
    return f"started dockerd (process {process.pid}, log {_LOG})"


def _wait_for_answer(is_alive: Callable[[], bool]) -> Answer:
    deadline = time.monotonic() + _START_TIME.total_seconds()
    while (answer := ask_engine()) is Answer.NO and is_alive() and time.monotonic() < deadline:
        time.sleep(0.2)
    return answer


def find_stale_files() -> list[Path]:
    """Pid files whose process is no longer that daemon, and a socket nobody listens on."""
    stale = [path for path, program in _PID_FILES.items() if is_stale_pid_file(path, program)]
    if _is_dead_socket(_SYSTEM_CONTAINERD_SOCKET):
        stale.append(_SYSTEM_CONTAINERD_SOCKET)
    return stale


def is_stale_pid_file(path: Path, program: str) -> bool:
    """Whether `path` names a process that does not exist or is not `program`."""
    try:
        pid = int(path.read_text().strip())
    except FileNotFoundError:
        return False
    except (ValueError, PermissionError):
        return not path.stat().st_size
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip() != program
    except FileNotFoundError:
        return True


def _is_dead_socket(path: Path) -> bool:
    try:
        if not stat.S_ISSOCK(path.stat().st_mode):
            return False
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(_ANSWER_TIME.total_seconds())
            connection.connect(str(path))
    except ConnectionRefusedError:
        return True
    except OSError:
        return False
    return False
