"""The commands of the README do what it says, on the stack that the tests have brought up.

The environment is `test` instead of `dev`; nothing else is changed in a command.
"""

import re

import pytest

from infra.settings import load_settings
from infra.topology import build_topology
from novaos.command import run
from novaos.workspace import REPOSITORY
from tests.support.markdown import bash_commands, inline_commands

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
ENVIRONMENT = "test"
ELSEWHERE = {
    "up": "brought up this stack, by the same line",
    "test": "is what runs this",
    "shell": "is interactive",
    "down": "removes this stack at the end of the run",
    "lock": "changes committed files",
    "lint": "is a job of its own in CI",
    "bench": "takes minutes and needs the environment for itself",
    "screenshots": "takes minutes and starts the environment from nothing",
}
"""Target -> why it is not run here."""


def _make_commands() -> list[tuple[str, ...]]:
    commands = [*bash_commands(README), *inline_commands(README)]
    named = {tuple(words[1:]) for words in commands if words[0] == "make" and len(words) > 1}
    return sorted(words for words in named if not ELSEWHERE.keys() & set(words))


def test_what_is_run_elsewhere_is_in_the_readme() -> None:
    commands = [*bash_commands(README), *inline_commands(README)]
    named = {word for words in commands if words[0] == "make" for word in words[1:]}
    assert named >= ELSEWHERE.keys()


@pytest.mark.docker
@pytest.mark.parametrize("targets", _make_commands(), ids=" ".join)
def test_a_make_command_of_the_readme_succeeds(targets: tuple[str, ...]) -> None:
    run(["make", *targets, f"ENV={ENVIRONMENT}"], cwd=REPOSITORY)


@pytest.mark.docker
def test_the_requests_of_the_readme_are_answered() -> None:
    (block,) = [
        text for text in re.findall(r"```bash\n(.*?)```", README, re.DOTALL) if "curl" in text
    ]
    url = build_topology(load_settings(ENVIRONMENT)).urls["core-api"]
    script = block.replace("secrets/dev/", f"secrets/{ENVIRONMENT}/")
    script = script.replace("http://localhost:8760", url)
    assert script.count(url) == 4
    # An answer of 400 or more fails; curl alone would only print it.
    strict = 'curl() { command curl --fail --silent --show-error "$@"; }\nset -eu\n'
    answers = run(["bash"], stdin=strict + script, cwd=REPOSITORY).stdout
    assert '"nova"' in answers
