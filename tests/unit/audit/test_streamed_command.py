"""Output comes in pieces, complaints are never lost, and time is limited."""

import sys

from tests.audit.streamed_command import StreamedCommand


def _python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_output_is_complete_and_without_complaint() -> None:
    with StreamedCommand(_python("print('x' * 3_000_000, end='')")) as stream:
        assert sum(map(len, stream.pieces())) == 3_000_000
        assert stream.problems() == []


def test_complaints_and_status_are_reported() -> None:
    with StreamedCommand(_python("import sys; sys.exit('cannot read /data')")) as stream:
        assert list(stream.pieces()) == []
        assert stream.problems() == ["cannot read /data"]


def test_a_silent_failure_is_reported() -> None:
    with StreamedCommand(_python("raise SystemExit(3)")) as stream:
        list(stream.pieces())
        assert stream.problems() == ["ended with status 3"]


def test_endless_output_is_cut_and_said() -> None:
    code = "while True: print('x' * 100_000)"
    with StreamedCommand(_python(code), longest_seconds=0.2) as stream:
        list(stream.pieces())
        assert stream.problems() == ["took longer than 0.2 s"]
