"""Our own lints: each is shown to find what it should, then all are run over the repository."""

from collections.abc import Callable
from fnmatch import fnmatch

import pytest

from novaos.workspace import REPOSITORY
from tests.support import house_rules

FILES = {
    path.relative_to(REPOSITORY).as_posix(): path
    for path in house_rules.committed_files(REPOSITORY)
}
MODULES = sorted(
    name for name in FILES if name.endswith(".py") and not name.startswith("tests/unit/")
)
BINARY = {".pem", ".png", ".woff2"}

Check = Callable[[str, str], list[str]]


def _read(name: str) -> str:
    return FILES[name].read_text(encoding="utf-8", errors="replace")


@pytest.mark.parametrize(
    ("check", "path", "text"),
    [
        (house_rules.check_environment, "images/lock.py", "import os\nos.environ['A']\n"),
        (house_rules.check_environment, "images/lock.py", "import os\nos.getenv('A')\n"),
        (house_rules.check_environment, "images/lock.py", "from os import environ\n"),
        (house_rules.check_speech, "images/lock.py", "print('hello')\n"),
        (house_rules.check_speech, "images/lock.py", "import sys\nsys.exit(1)\n"),
        (house_rules.check_speech, "images/lock.py", "from sys import exit\n"),
        (house_rules.check_hosts, "Makefile", "pip install --index" + "-url https://mirror\n"),
        (house_rules.check_hosts, "images/mirror.py", "'http://deb.debian" + ".org/debian'\n"),
    ],
)
def test_a_rule_finds_its_violation(check: Check, path: str, text: str) -> None:
    (finding,) = check(path, text)
    assert finding.startswith(path)


@pytest.mark.parametrize(
    ("check", "path", "text"),
    [
        (house_rules.check_environment, "novaos/workspace.py", "import os\nos.environ['A']\n"),
        (house_rules.check_environment, "images/lock.py", "import os\nos.fsync(3)\n"),
        (house_rules.check_speech, "cli/progress.py", "print('hello')\n"),
        (house_rules.check_speech, "sbom/report/__main__.py", "import sys\nsys.exit(1)\n"),
        (house_rules.check_speech, "images/lock.py", "'print is a word'\n"),
        (house_rules.check_speech, "services/x/y.py", "if __name__ == '__main__':\n    exit(0)\n"),
        (house_rules.check_hosts, "docs/x.md", "Debian's mirrors and the Python index\n"),
    ],
)
def test_a_rule_lets_the_rest_pass(check: Check, path: str, text: str) -> None:
    assert check(path, text) == []


def test_the_walk_sees_sources_and_nothing_made_or_secret() -> None:
    assert {"novaos/reference.py", ".github/workflows/ci.yml", "pyproject.toml"} <= FILES.keys()
    assert not [name for name in FILES if name.startswith(("var/", "secrets/", ".venv/", ".git/"))]


def test_every_allowance_carries_a_reason() -> None:
    allowances = (house_rules.ENVIRONMENT_READERS | house_rules.SPEAKERS).values()
    assert all(len(reason.split()) > 2 for reason in allowances)


@pytest.mark.parametrize("pattern", [*house_rules.ENVIRONMENT_READERS, *house_rules.SPEAKERS])
def test_every_allowance_is_for_a_file_that_is_there(pattern: str) -> None:
    assert [name for name in FILES if fnmatch(name, pattern)]


@pytest.mark.parametrize("name", MODULES)
def test_a_module_neither_reads_the_environment_nor_speaks_where_it_may_not(name: str) -> None:
    text = _read(name)
    findings = [
        *house_rules.check_environment(name, text),
        *house_rules.check_speech(name, text),
    ]
    assert not findings, "\n".join(findings)


def test_no_file_names_a_package_host() -> None:
    findings = [
        finding
        for name, path in FILES.items()
        if path.suffix not in BINARY
        for finding in house_rules.check_hosts(name, _read(name))
    ]
    assert not findings, "\n".join(findings)
