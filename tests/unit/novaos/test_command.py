"""Running a program ends with its output or with an error that holds everything a person needs."""

import sys
from datetime import timedelta

import pytest

from novaos.command import CommandError, run

PYTHON = sys.executable


def test_output_is_captured() -> None:
    done = run([PYTHON, "-c", "import sys; print('out'); print('err', file=sys.stderr)"])
    assert (done.stdout, done.stderr) == ("out\n", "err\n")


def test_stdin_reaches_the_program() -> None:
    done = run([PYTHON, "-c", "print(input())"], stdin="hello\n")
    assert done.stdout == "hello\n"


def test_without_stdin_a_program_reads_nothing_of_ours() -> None:
    done = run([PYTHON, "-c", "import sys; print(repr(sys.stdin.read()))"])
    assert done.stdout == "''\n"


def test_environment_is_added_and_not_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOVAOS_TEST_INHERITED", "kept")
    code = "import os; print(os.environ['NOVAOS_TEST_INHERITED'], os.environ['NOVAOS_TEST_ADDED'])"
    done = run([PYTHON, "-c", code], env={"NOVAOS_TEST_ADDED": "added"})
    assert done.stdout == "kept added\n"


def test_arguments_are_never_read_by_a_shell() -> None:
    text = "$(echo no) `echo no`; echo no"
    assert run([PYTHON, "-c", "import sys; print(sys.argv[1])", text]).stdout == f"{text}\n"


def test_failure_carries_status_and_both_streams() -> None:
    code = "import sys; print('out'); print('why', file=sys.stderr); sys.exit(3)"
    with pytest.raises(CommandError, match="ended with status 3\nwhy") as caught:
        run([PYTHON, "-c", code])
    error = caught.value
    assert (error.returncode, error.stdout, error.stderr) == (3, "out\n", "why\n")
    assert error.argv == (PYTHON, "-c", code)


def test_failure_shows_standard_output_when_there_is_nothing_else() -> None:
    with pytest.raises(CommandError, match="only here"):
        run([PYTHON, "-c", "import sys; print('only here'); sys.exit(1)"])


def test_failure_shows_the_end_of_long_output() -> None:
    code = "import sys; print('x' * 100_000 + 'the end', file=sys.stderr); sys.exit(1)"
    with pytest.raises(CommandError, match="the end") as caught:
        run([PYTHON, "-c", code])
    assert len(caught.value.message) < 5000


def test_a_missing_program_says_what_to_do() -> None:
    with pytest.raises(CommandError, match="is not installed") as caught:
        run(["novaos-no-such-program"])
    assert caught.value.fix


def test_a_program_that_hangs_is_ended() -> None:
    with pytest.raises(CommandError, match="did not end within"):
        run([PYTHON, "-c", "import time; time.sleep(30)"], timeout=timedelta(seconds=0.5))
