"""What a stage leaves on the screen."""

import io

import pytest

from tools.progress import Progress, render_seconds, use_colour


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say yes."""
        return True


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.004, "0.00 s"), (0.42, "0.42 s"), (12.34, "12.3 s"), (185.9, "3 min 05 s")],
)
def test_seconds_are_written_for_people(seconds: float, text: str) -> None:
    assert render_seconds(seconds) == text


def test_a_stage_that_ends_prints_one_line_with_its_last_words() -> None:
    stream = io.StringIO()
    with Progress(stream).stage("build") as say:
        say("assembling core-api")
        say("4 images by digest")
    assert stream.getvalue().count("\n") == 1
    assert stream.getvalue().startswith("✓ build")
    assert "4 images by digest" in stream.getvalue()
    assert "assembling" not in stream.getvalue()


def test_a_stage_that_fails_is_marked_and_its_error_goes_on() -> None:
    stream = io.StringIO()

    def build() -> None:
        with Progress(stream).stage("build") as say:
            say("assembling core-api")
            raise RuntimeError("disk full")

    with pytest.raises(RuntimeError, match="disk full"):
        build()
    assert stream.getvalue().startswith("✗ build")
    assert "assembling core-api" in stream.getvalue()


@pytest.mark.parametrize("message", ["note: locked again", "warning: not assessed"])
def test_notes_and_warnings_stay_on_the_screen(message: str) -> None:
    stream = io.StringIO()
    with Progress(stream).stage("build") as say:
        say(message)
        say("done")
    assert message in stream.getvalue().splitlines()[0]


def test_verbose_keeps_every_word() -> None:
    stream = io.StringIO()
    with Progress(stream, verbose=True).stage("build") as say:
        say("assembling core-api")
        say("done")
    assert "assembling core-api" in stream.getvalue()


def test_no_control_characters_reach_a_log() -> None:
    stream = io.StringIO()
    with Progress(stream).stage("build") as say:
        say("warning: not assessed")
    assert "\x1b" not in stream.getvalue()
    assert "\r" not in stream.getvalue()


@pytest.mark.parametrize(
    ("environ", "coloured"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"TERM": "dumb"}, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_on_a_terminal(environ: dict[str, str], *, coloured: bool) -> None:
    assert use_colour(Terminal(), environ) is coloured


def test_colour_elsewhere_only_when_forced() -> None:
    assert not use_colour(io.StringIO(), {})
    assert use_colour(io.StringIO(), {"FORCE_COLOR": "1"})


def test_the_summary_names_every_stage_and_the_total() -> None:
    progress = Progress(io.StringIO())
    progress.durations = [("host", 1.5), ("build", 62.0)]
    assert progress.summary() == "time: host 1.5 s, build 1 min 02 s; total 1 min 03 s"
