"""What is left of dead daemons is told from what belongs to living ones."""

import os
import socket
from pathlib import Path

import pytest

from novaos.errors import PreconditionError
from tools import engine
from tools.engine import Answer

OWN_NAME = Path("/proc/self/comm").read_text().strip()


def test_a_pid_file_of_a_living_daemon_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "docker.pid"
    path.write_text(str(os.getpid()))
    assert not engine.is_stale_pid_file(path, OWN_NAME)


def test_a_pid_that_now_belongs_to_another_program_is_stale(tmp_path: Path) -> None:
    path = tmp_path / "docker.pid"
    path.write_text(str(os.getpid()))
    assert engine.is_stale_pid_file(path, "dockerd")


@pytest.mark.parametrize("content", ["4194399", "4194399\n", ""])
def test_a_pid_of_nobody_is_stale(tmp_path: Path, content: str) -> None:
    path = tmp_path / "docker.pid"
    path.write_text(content)
    assert engine.is_stale_pid_file(path, "dockerd")


@pytest.mark.parametrize("content", [None, "not a number"])
def test_what_cannot_be_judged_is_kept(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "docker.pid"
    if content is not None:
        path.write_text(content)
    assert not engine.is_stale_pid_file(path, "dockerd")


def test_a_socket_nobody_listens_on_is_dead(tmp_path: Path) -> None:
    path = tmp_path / "containerd.sock"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(path))
        listener.listen()
        assert not engine._is_dead_socket(path)
    assert engine._is_dead_socket(path)


def test_no_socket_is_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path / 'none.sock'}")
    assert engine.ask_engine() is Answer.NO


def test_a_named_engine_that_is_away_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path / 'none.sock'}")
    with pytest.raises(PreconditionError, match="DOCKER_HOST"):
        engine.ensure_engine(lambda _: None)


def test_an_engine_of_others_names_the_group_to_join(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "ask_engine", lambda: Answer.FORBIDDEN)
    with pytest.raises(PreconditionError) as refusal:
        engine.ensure_engine(lambda _: None)
    assert "usermod -aG docker" in refusal.value.fix
    assert refusal.value.exit_code == 5
