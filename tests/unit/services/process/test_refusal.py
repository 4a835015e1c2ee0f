"""A process that does not start says why, in one line."""

import pytest

from services.process.refusal import EXIT_REFUSED, refuse_to_start


def test_reason_is_told_and_the_exit_code_is_no_success(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert refuse_to_start("a-service", ValueError("no key")) == EXIT_REFUSED != 0
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "a-service refuses to start: no key\n")
