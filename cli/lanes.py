"""Spreads the live tests over lanes, the workers of pytest-xdist: one works while another waits.

1. All that uses the running environment `test` is one unit of work: these tests break it, remove it
and deploy it again, so one lane does them all, in this order, from the start. 2. The rest brings
containers of its own: a folder that shares a database is one unit, any other file is one by itself,
and the next free lane takes it.
"""

from pathlib import Path, PurePosixPath

import pytest
from xdist.remote import Producer  # type: ignore[import-untyped]
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

from novaos.workspace import REPOSITORY

STACK_FOLDERS = (
    "tests/integration/infra",
    "tests/integration/cli",
    "tests/integration/docs",
    "tests/e2e",
    "tests/faults",
)
"""What uses the running environment, in its order: what needs it whole comes before faults."""
SHARED_DATABASES = ("tests/integration/services/blackrose",)
_STACK = "the stack"


def unit_of(nodeid: str) -> str:
    """Return the unit of work that a test belongs to."""
    path = PurePosixPath(nodeid.partition("::")[0])
    if any(path.is_relative_to(folder) for folder in STACK_FOLDERS):  # (1)
        return _STACK
    shared = (folder for folder in SHARED_DATABASES if path.is_relative_to(folder))
    return next(shared, str(path))  # (2)


def folders_in_order(repository: Path = REPOSITORY) -> list[str]:
    """Return all folders of live tests; those of the longest unit come first."""
    integration = sorted(
        f"tests/integration/{path.name}"
        for path in (repository / "tests" / "integration").iterdir()
        if path.is_dir() and path.name != "__pycache__"
    )
    rest = [folder for folder in integration if folder not in STACK_FOLDERS]
    return [*STACK_FOLDERS, "tests/contract", *rest]


def lane_options(lanes: int) -> list[str]:
    """Return pytest's options for so many lanes."""
    order = ("--dist=loadscope", "--no-loadscope-reorder")
    return [f"--numprocesses={lanes}", *order, "-p", __name__]


class LaneScheduling(LoadScopeScheduling):  # type: ignore[misc] # the package has no types
    """Hands out whole units, in the order of collection."""

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LaneScheduling:
    """Schedule by units instead of by files."""
    return LaneScheduling(config, log)
