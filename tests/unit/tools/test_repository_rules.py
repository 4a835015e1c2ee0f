"""Each rule of the house finds its defect and lets the right form pass."""

import pytest

from tools import house_rules


def test_a_function_of_forty_lines_passes_and_one_more_does_not() -> None:
    def text(lines: int) -> str:
        return "def f():\n" + "    x = 1\n" * (lines - 1)

    assert house_rules.check_sizes("a.py", text(40)) == []
    (finding,) = house_rules.check_sizes("a.py", text(41))
    assert finding.startswith("a.py:1: function f has 41 lines")


def test_a_module_of_250_lines_passes_and_one_more_does_not() -> None:
    assert house_rules.check_sizes("a.py", "x = 1\n" * 250) == []
    assert house_rules.check_sizes("a.py", "x = 1\n" * 251)


@pytest.mark.parametrize(
    ("module", "found"),
    [("secrets", True), ("platform", True), ("images", True), ("topology", False)],
)
def test_modules_that_hide_others_are_found(module: str, *, found: bool) -> None:
    findings = house_rules.check_shadowing("infra", ["__init__", module], {"images", "infra"})
    assert bool(findings) is found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("cd " + "/home" + "/someone/novaos", True),
        ("folder = '" + "/Users" + "/someone'", True),
        ("path = '/run/secrets/token'", False),
        ("url = 'https://example.org/home/page'", False),
    ],
)
def test_paths_of_one_machine_are_found(line: str, *, found: bool) -> None:
    assert bool(house_rules.check_local_paths("README.md", line)) is found


def test_relative_imports_are_found() -> None:
    assert house_rules.check_relative_imports("a.py", "from . import b\n")
    assert house_rules.check_relative_imports("a.py", "from novaos import errors\n") == []
