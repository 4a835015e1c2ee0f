"""What the last update left: locks, pending operations, failed jobs."""

import json
import os
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra import stack_state
from infra.stack_state import (
    StackLockedError,
    UnreadableStateError,
    ensure_unlocked,
    find_locks,
    is_pulumi_alive,
    parse_state,
)

_CONTAINER = (
    "urn:pulumi:dev::novaos::novaos:infra:HardenedWorkload$docker:index/container:Container"
)


@pytest.fixture
def lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(stack_state, "local_state", lambda: tmp_path)
    folder = tmp_path / ".pulumi" / "locks" / "organization" / "novaos" / "dev"
    folder.mkdir(parents=True)
    return folder / "1.json"


def _write(lock: Path, pid: int, hostname: str) -> None:
    content = {"pid": pid, "username": "ann", "hostname": hostname, "timestamp": "2026-01-01"}
    lock.write_text(json.dumps(content))


def _dead_pid() -> int:
    process = os.posix_spawn("/bin/true", ["true"], {})
    os.waitpid(process, 0)
    return process


def test_lock_of_a_dead_process_is_released(lock: Path) -> None:
    _write(lock, _dead_pid(), socket.gethostname())
    said: list[str] = []
    ensure_unlocked("dev", said.append)
    assert not lock.exists()
    assert "ann" in said[0]


@pytest.fixture
def living_pulumi() -> Iterator[int]:
    with subprocess.Popen(["pulumi", "60"], executable="/bin/sleep") as process:
        yield process.pid
        process.kill()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stack_state, "_ENDING_SECONDS", 0.2)


def test_lock_of_an_update_that_is_just_ending_is_waited_for(
    lock: Path, living_pulumi: int
) -> None:
    _write(lock, living_pulumi, socket.gethostname())
    ending = threading.Timer(0.5, os.kill, (living_pulumi, signal.SIGKILL))
    ending.start()
    ensure_unlocked("dev", print)
    ending.join()
    assert not lock.exists()


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("hostname", [socket.gethostname(), "elsewhere.example"])
def test_lock_that_may_be_held_is_respected(lock: Path, living_pulumi: int, hostname: str) -> None:
    _write(lock, living_pulumi, hostname)
    with pytest.raises(StackLockedError, match="ann"):
        ensure_unlocked("dev", print)
    assert lock.exists()


def test_lock_whose_number_another_program_has_now_is_released(lock: Path) -> None:
    with subprocess.Popen(
        ["/bin/tail", "-f", "/dev/null", "pulumi"], stderr=subprocess.DEVNULL
    ) as process:
        _write(lock, process.pid, socket.gethostname())
        ensure_unlocked("dev", print)
        process.kill()
    assert not lock.exists()


@pytest.mark.parametrize(
    ("state", "comm", "argv", "alive"),
    [
        ("S", "pulumi", b"/x/var/bin/pulumi\0up", True),
        ("S", "exe", b"/opt/pulumi\0up", True),
        ("Z", "pulumi", b"", False),
        ("S", "python3", b"/usr/bin/python3\0pulumi", False),
        ("S", "systemd-oomd", b"/lib/systemd/systemd-oomd", False),
    ],
)
def test_only_the_program_pulumi_holds_a_lock(
    tmp_path: Path, *, state: str, comm: str, argv: bytes, alive: bool
) -> None:
    process = tmp_path / "77"
    process.mkdir()
    (process / "stat").write_text(f"77 ({comm}) {state} 1 77")
    (process / "comm").write_text(f"{comm}\n")
    (process / "cmdline").write_bytes(argv)
    assert is_pulumi_alive(77, tmp_path) is alive


def test_looking_for_locks_changes_nothing(lock: Path) -> None:
    _write(lock, _dead_pid(), socket.gethostname())
    (found,) = find_locks("dev")
    assert (found.may_be_held, found.since) == (False, "2026-01-01")
    assert lock.exists()
    assert find_locks("prod") == []


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"pid": "x"}'])
def test_damaged_lock_is_not_taken_for_none(lock: Path, content: str) -> None:
    lock.write_text(content)
    with pytest.raises(UnreadableStateError, match="damaged"):
        ensure_unlocked("dev", print)
    assert lock.exists()


def test_lock_of_a_process_that_nobody_has_waited_for_is_released(lock: Path) -> None:
    process = os.posix_spawn("/bin/true", ["true"], {})
    os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)
    _write(lock, process, socket.gethostname())
    ensure_unlocked("dev", print)
    assert not lock.exists()
    os.waitpid(process, 0)


@pytest.mark.usefixtures("impatient")
def test_lock_of_another_host_is_respected_though_the_pid_is_dead_here(lock: Path) -> None:
    _write(lock, _dead_pid(), "elsewhere.example")
    with pytest.raises(StackLockedError, match=r"elsewhere\.example"):
        ensure_unlocked("dev", print)


def test_lock_of_another_environment_is_nothing_to_us(lock: Path) -> None:
    _write(lock, 1, "elsewhere.example")
    ensure_unlocked("prod", print)
    assert lock.exists()


def test_empty_state_has_nothing_unfinished() -> None:
    state = parse_state({"version": 3, "deployment": {"manifest": {}}})
    assert (state.pending, state.failed_jobs, state.container_ids) == ((), (), frozenset())


@pytest.mark.parametrize(("exit_code", "failed"), [(3, 1), (0, 0), (None, 0)])
def test_failed_job_is_found(exit_code: int | None, failed: int) -> None:
    job = {
        "type": "docker:index/container:Container",
        "urn": f"{_CONTAINER}::core-api-migrations",
        "id": "abc",
        "outputs": {"exitCode": exit_code},
    }
    service = {**job, "urn": f"{_CONTAINER}::core-api", "id": "def", "outputs": {"exitCode": 1}}
    pending = [{"resource": {"urn": "urn:x"}, "type": "creating"}]
    state = parse_state(
        {"deployment": {"resources": [job, service], "pending_operations": pending}}
    )
    assert len(state.failed_jobs) == failed
    assert state.container_ids == {"abc", "def"}
    assert state.pending == ("urn:x",)
