"""Exit statuses, messages and help of the command line."""

import re

import pytest
import typer
from typer.testing import CliRunner

from cli import exit_codes
from cli.__main__ import application
from cli.application import _Group, configure
from novaos.errors import EvidenceError, EvidenceUnavailableError, NovaosError, PreconditionError
from novaos.exclusive import LockHeldError
from novaos.workspace import REPOSITORY


def run_raising(error: BaseException, *options: str) -> tuple[int, str, str]:
    """Run a verb that raises `error`, in a group like ours; status, stdout and stderr."""
    group = typer.Typer(cls=_Group, pretty_exceptions_enable=False)
    group.callback()(configure)

    def verb() -> None:
        raise error

    def other() -> None:
        """Make it a group."""

    group.command()(verb)
    group.command()(other)
    result = CliRunner().invoke(group, [*options, "verb"])
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NovaosError("x"), exit_codes.FAILURE),
        (EvidenceUnavailableError("x"), exit_codes.FAILURE),
        (EvidenceError("x"), exit_codes.REFUSED),
        (PreconditionError("x"), exit_codes.PRECONDITION),
        (LockHeldError("x"), exit_codes.LOCK_HELD),
        (KeyboardInterrupt(), exit_codes.INTERRUPTED),
    ],
)
def test_every_kind_of_error_has_its_exit_status(error: BaseException, status: int) -> None:
    assert run_raising(error)[0] == status


def test_an_error_is_printed_as_what_and_fix_without_a_traceback() -> None:
    _, out, err = run_raising(EvidenceError("image is unsigned", fix="run: make sbom"))
    assert err == "error: image is unsigned\n  fix: run: make sbom\n"
    assert out == ""


def test_verbose_adds_the_traceback() -> None:
    _, _, err = run_raising(EvidenceError("image is unsigned"), "-v")
    assert "Traceback" in err


def test_an_interruption_says_how_to_go_on() -> None:
    assert "run the same again" in run_raising(KeyboardInterrupt())[2]


@pytest.mark.parametrize(
    "arguments", [["status", "--env", "nowhere"], ["statis"], ["up", "--wrong"], ["secrets", "x"]]
)
def test_wrong_usage_is_status_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(application, arguments).exit_code == exit_codes.USAGE


def test_a_misspelt_verb_gets_a_suggestion() -> None:
    assert "status" in CliRunner().invoke(application, ["statis"]).stderr


def test_an_unknown_environment_is_answered_with_the_known_ones() -> None:
    stderr = CliRunner().invoke(application, ["status", "--env", "nowhere"]).stderr
    assert "dev, prod, staging, test" in stderr


def verbs() -> list[str]:
    group = typer.main.get_command(application)
    return sorted(group.list_commands(typer.Context(group)))  # type: ignore[attr-defined] # a group


@pytest.mark.parametrize("option", ["-h", "--help"])
@pytest.mark.parametrize("verb", verbs())
def test_every_verb_has_help(verb: str, option: str) -> None:
    result = CliRunner().invoke(application, [verb, option])
    assert result.exit_code == exit_codes.OK
    assert f"Usage: root {verb}" in result.stdout or f" {verb} " in result.stdout


@pytest.mark.parametrize("code", [0, 1, 2, 3, 4, 5, 6, 130])
def test_help_documents_every_exit_status(code: int) -> None:
    stdout = CliRunner().invoke(application, ["--help"]).stdout
    assert re.search(rf"^\s+{code}\s+\w", stdout, re.MULTILINE)


def targets() -> dict[str, str]:
    """Make target -> the verb that it runs."""
    makefile = (REPOSITORY / "Makefile").read_text()
    found = re.findall(
        r"^([a-z-]+):.*## .*\n(?:\t@.*-- \$\(NOVAOS\) (\S+))?", makefile, re.MULTILINE
    )
    return dict(found)


def test_every_make_target_runs_a_verb_that_exists() -> None:
    without_verb = {"help", "tools", "clean"}
    for target, verb in targets().items():
        assert (verb in verbs()) is (target not in without_verb), target


@pytest.mark.parametrize(
    "target",
    [
        *("up", "test", "build", "sbom", "verify", "preview", "deploy", "audit", "report"),
        *("status", "down", "doctor", "bench", "lint"),
    ],
)
def test_the_promised_targets_are_there(target: str) -> None:
    assert target in targets()
