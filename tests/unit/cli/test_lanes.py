"""Which tests share a lane: what uses the running stack never runs twice at a time."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.lanes import STACK_FOLDERS, folders_in_order, lane_options, unit_of
from novaos.workspace import REPOSITORY

LIVE = ("contract", "integration", "e2e", "faults")


def test_every_live_test_runs_once() -> None:
    folders = [REPOSITORY / folder for folder in folders_in_order()]
    found = [path for folder in folders for path in folder.rglob("test_*.py")]
    expected = [path for name in LIVE for path in (REPOSITORY / "tests" / name).rglob("test_*.py")]
    assert sorted(found) == sorted(expected)


def test_the_longest_unit_comes_first_and_is_complete() -> None:
    assert folders_in_order()[: len(STACK_FOLDERS)] == list(STACK_FOLDERS)
    nodeids = [f"{folder}/test_x.py::test_y[a::b]" for folder in STACK_FOLDERS]
    assert {unit_of(nodeid) for nodeid in nodeids} == {"the stack"}


@pytest.mark.parametrize(
    ("nodeid", "unit"),
    [
        ("tests/integration/infrared/test_x.py::test_y", "tests/integration/infrared/test_x.py"),
        ("tests/contract/test_x.py::TestY::test_z[1]", "tests/contract/test_x.py"),
        (
            "tests/integration/services/blackrose/test_x.py::test_y",
            "tests/integration/services/blackrose",
        ),
    ],
)
def test_what_brings_its_own_containers_is_a_unit_by_file(nodeid: str, unit: str) -> None:
    assert unit_of(nodeid) == unit


def test_tests_of_the_stack_share_a_process(tmp_path: Path) -> None:
    for folder in ("tests/e2e", "tests/faults", "tests/contract", "tests/integration/audit"):
        place = tmp_path / folder
        place.mkdir(parents=True)
        name = f"test_{place.name}.py"
        body = (
            f"def test_it():\n    open({str(tmp_path / place.name)!r}, 'w').write(str(getpid()))\n"
        )
        (place / name).write_text(f"from os import getpid\n\n{body}")
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    folders = ["tests/e2e", "tests/faults", "tests/contract", "tests/integration/audit"]
    argv = [sys.executable, "-m", "pytest", "-q", "--import-mode=importlib", *folders]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    subprocess.run(
        [*argv, *lane_options(2)], cwd=tmp_path, env=environment, check=True, capture_output=True
    )
    ran = {name: (tmp_path / name).read_text() for name in ("e2e", "faults", "contract", "audit")}
    assert ran["e2e"] == ran["faults"]
    assert ran["e2e"] != ran["contract"]
