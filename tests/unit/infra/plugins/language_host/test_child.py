"""The processes of the language host."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from infra.plugins.language_host.child import (
    EXECUTOR,
    SHOWN,
    UnsupportedOptionError,
    choose_interpreter,
    stream,
)


def test_program_runs_on_the_interpreter_of_the_host() -> None:
    assert choose_interpreter({}, "/nowhere") == sys.executable
    assert choose_interpreter({"toolchain": "pip"}, "/nowhere") == sys.executable


def test_virtualenv_of_the_project_is_used(tmp_path: Path) -> None:
    interpreter = tmp_path / "venv" / "bin" / "python"
    interpreter.parent.mkdir(parents=True)
    interpreter.touch()
    assert choose_interpreter({"virtualenv": "venv"}, str(tmp_path)) == str(interpreter)


@pytest.mark.parametrize(
    "options",
    [{"virtualenv": "gone"}, {"toolchain": "uv"}, {"typechecker": "mypy"}, {"other": True}],
)
def test_option_that_is_not_served_is_refused(options: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(UnsupportedOptionError):
        choose_interpreter(options, str(tmp_path))


def test_output_arrives_by_stream_and_then_the_exit_code() -> None:
    code = "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"
    pieces = list(stream([sys.executable, "-c", code], cwd="", env=dict(os.environ)))
    assert pieces[-1] == ("exitcode", 3)
    for name, text in (("stdout", b"out\n"), ("stderr", b"err\n")):
        assert b"".join(bytes(piece) for kind, piece in pieces if kind == name) == text


def test_first_line_arrives_before_the_child_ends() -> None:
    code = "import time; print('port', flush=True); time.sleep(60)"
    running = stream([sys.executable, "-c", code], cwd="", env=dict(os.environ))
    assert next(running)[0] == "stdout"
    running.close()  # type: ignore[attr-defined] # a generator, typed as an iterator


def test_executor_and_host_agree_on_the_status_that_says_shown() -> None:
    from infra.plugins.language_host import executor  # noqa: PLC0415 - imports the whole SDK

    assert executor.SHOWN == SHOWN
    assert Path(str(executor.__file__)) == EXECUTOR


def test_failure_shows_the_frames_of_the_program_only(tmp_path: Path) -> None:
    from infra.plugins.language_host import executor  # noqa: PLC0415 - imports the whole SDK

    program = tmp_path / "__main__.py"
    program.write_text("def inner():\n    raise KeyError('x')\ninner()\n")
    shown = ""
    try:
        exec(compile(program.read_text(), str(program), "exec"), {})  # noqa: S102 - as runpy does
    except KeyError as error:
        shown = executor.render_failure(error, tmp_path)
    assert "in inner" in shown
    assert Path(__file__).name not in shown
