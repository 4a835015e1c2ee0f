"""Spreads the live tests over lanes, the workers of pytest-xdist: one works while another waits.

1. What breaks, removes or deploys the running environment `test` is one unit of work, which one
lane does first. 2. What only uses it, in a browser, is one unit per console, and comes last. 3. The
rest brings containers of its own: a folder that shares a database is one unit, any other file is
one by itself. `cli.stack_lock` sees to it that (1) and (2) do not meet.
"""

from pathlib import PurePosixPath

import pytest
from xdist.remote import Producer  # type: ignore[import-untyped]
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

from novaos.workspace import REPOSITORY

STACK_FOLDERS = (
    "tests/integration/infra",
    "tests/integration/cli",
    "tests/integration/docs",
    "tests/faults",
)
BROWSER_FOLDER = "tests/e2e"
STACK_FILES = (
    f"{BROWSER_FOLDER}/test_godmode_agents.py",
    f"{BROWSER_FOLDER}/test_godmode_agents_work.py",
)
"""Browser tests that stop, pause or restart what others need."""
SHARED_DATABASES = ("tests/integration/services/blackrose",)
_SUBJECTS = ("every", "blackrose", "gypsycove")
"""What browser tests are about, in the names of their files; the others are the founder's."""


def unit_of(nodeid: str) -> str:
    """Return the unit of work that a test belongs to."""
    path = file_of(nodeid)
    if needs_stack_alone(path):  # (1)
        return "the stack"
    if path.is_relative_to(BROWSER_FOLDER):  # (2)
        subjects = (word for word in _SUBJECTS if path.name.startswith(f"test_{word}_"))
        return f"{BROWSER_FOLDER}: {next(subjects, 'founder')}"
    shared = (folder for folder in SHARED_DATABASES if path.is_relative_to(folder))
    return next(shared, str(path))  # (3)


def file_of(nodeid: str) -> PurePosixPath:
    """Return the file of a test."""
    return PurePosixPath(nodeid.partition("::")[0])


def needs_stack_alone(path: PurePosixPath) -> bool:
    """Tell whether the tests of a file change the running stack (1)."""
    return any(path.is_relative_to(place) for place in (*STACK_FOLDERS, *STACK_FILES))


def folders_in_order() -> list[str]:
    """Return all folders of live tests: the longest unit first, what shares its stack last."""
    integration = sorted(
        f"tests/integration/{path.name}"
        for path in (REPOSITORY / "tests" / "integration").iterdir()
        if path.is_dir() and path.name != "__pycache__"
    )
    rest = [folder for folder in integration if folder not in STACK_FOLDERS]
    return [*STACK_FOLDERS, "tests/contract", *rest, BROWSER_FOLDER]


def lane_options(lanes: int) -> list[str]:
    """Return pytest's options for so many lanes."""
    order = ("--dist=loadscope", "--no-loadscope-reorder")
    return [f"--numprocesses={lanes}", *order, "-p", __name__, "-p", "cli.stack_lock"]


class LaneScheduling(LoadScopeScheduling):  # type: ignore[misc] # the package has no types
    """Hands out whole units, in the order of collection."""

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LaneScheduling:
    """Schedule by units instead of by files."""
    return LaneScheduling(config, log)
