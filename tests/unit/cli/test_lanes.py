"""Which tests share a lane: what uses the running stack never runs twice at a time."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.lanes import STACK_FILES, STACK_FOLDERS, folders_in_order, lane_options, unit_of
from novaos.workspace import REPOSITORY

LIVE = ("contract", "integration", "e2e", "faults")


def test_every_live_test_runs_once() -> None:
    folders = [REPOSITORY / folder for folder in folders_in_order()]
    found = [path for folder in folders for path in folder.rglob("test_*.py")]
    expected = [path for name in LIVE for path in (REPOSITORY / "tests" / name).rglob("test_*.py")]
    assert sorted(found) == sorted(expected)


def test_the_longest_unit_comes_first_and_the_browser_last() -> None:
    assert folders_in_order()[: len(STACK_FOLDERS)] == list(STACK_FOLDERS)
    assert folders_in_order()[-1] == "tests/e2e"
    nodeids = [f"{folder}/test_x.py::test_y[a::b]" for folder in STACK_FOLDERS]
    assert {unit_of(nodeid) for nodeid in nodeids} == {"the stack"}


def test_browser_tests_that_stop_agents_belong_to_the_stack() -> None:
    for file in STACK_FILES:
        assert (REPOSITORY / file).is_file()
        assert unit_of(f"{file}::test_x") == "the stack"


@pytest.mark.parametrize(
    ("nodeid", "unit"),
    [
        ("tests/integration/infrared/test_x.py::test_y", "tests/integration/infrared/test_x.py"),
        ("tests/contract/test_x.py::TestY::test_z[1]", "tests/contract/test_x.py"),
        (
            "tests/integration/services/blackrose/test_x.py::test_y",
            "tests/integration/services/blackrose",
        ),
        ("tests/e2e/test_blackrose_media.py::test_y[x]", "tests/e2e: blackrose"),
        ("tests/e2e/test_every_page.py::test_y", "tests/e2e: every"),
        ("tests/e2e/test_overview.py::test_y", "tests/e2e: founder"),
    ],
)
def test_a_unit_is_a_file_a_console_or_what_shares_a_database(nodeid: str, unit: str) -> None:
    assert unit_of(nodeid) == unit


SCRIPT = """
import time, pathlib
def test_it():
    log = pathlib.Path({log!r})
    with log.open("a") as file:
        file.write("begins\\n")
    end = time.monotonic() + {patience}
    while time.monotonic() < end and log.read_text().count("begins") < 2:
        time.sleep(0.05)
    with log.open("a") as file:
        file.write("ends\\n")
"""
"""Ends when the other one has begun too, or after some seconds."""


def run_lanes(folder: Path, *names: str, patience: float) -> list[str]:
    """Run one test in each folder, in lanes, and return what began and ended in which order."""
    log = folder / "log"
    for name in names:
        place = folder / "tests" / name
        place.mkdir(parents=True)
        script = SCRIPT.format(log=str(log), patience=patience)
        (place / f"test_{place.name}.py").write_text(script)
    (folder / "pytest.ini").write_text("[pytest]\n")
    argv = [sys.executable, "-m", "pytest", "-q", "--import-mode=importlib"]
    argv += [*(f"tests/{name}" for name in names), *lane_options(len(names))]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    subprocess.run(argv, cwd=folder, env=environment, check=True, capture_output=True)
    return log.read_text().splitlines()


def test_what_changes_the_stack_has_it_alone(tmp_path: Path) -> None:
    seen = run_lanes(tmp_path, "faults", "e2e", patience=1)
    assert seen == ["begins", "ends"] * 2


def test_what_has_its_own_containers_waits_for_nobody(tmp_path: Path) -> None:
    seen = run_lanes(tmp_path, "faults", "contract", patience=60)
    assert seen == ["begins", "begins", "ends", "ends"]
