"""An agent is healthy exactly while all its loops turn."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from agents.runtime.health import AGE_SECONDS_MAX, check_file, file_path, main
from agents.runtime.liveness import Liveness


def test_fresh_record_is_healthy_and_an_old_one_is_not(tmp_path: Path) -> None:
    liveness = Liveness(str(tmp_path), "nova")
    liveness.beat("a", 10.0)
    assert liveness.record() == []
    path = file_path(str(tmp_path), "nova")
    now = time.monotonic()
    assert check_file(path, now) == []
    assert check_file(path, now + AGE_SECONDS_MAX + 1)
    assert check_file(path, now - 60), "a time from before the boot proves nothing"


def test_late_loop_stops_the_record(tmp_path: Path) -> None:
    liveness = Liveness(str(tmp_path), "nova")
    liveness.beat("good", 100.0)
    liveness.beat("stuck", -1.0)
    assert liveness.record() == ["stuck"]
    assert check_file(file_path(str(tmp_path), "nova"), time.monotonic())


@pytest.mark.parametrize("content", ["", "yesterday", "nan"])
def test_unreadable_record_is_unhealthy(tmp_path: Path, content: str) -> None:
    path = tmp_path / "file"
    path.write_text(content)
    assert check_file(str(path), time.monotonic())


def test_command_tells_by_its_exit_code(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("AGENT_NAME", "nova")
    assert main() == 1
    assert "unhealthy" in capsys.readouterr().out
    Liveness(str(tmp_path), "nova").record()
    assert main() == 0


def test_health_check_loads_nothing_heavy() -> None:
    script = "import sys, agents.runtime.health; print(*sorted(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-S", "-c", script], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"msgspec", "socket", "ssl", "http", "json", "re", "typing"} & set(loaded)
