"""What holds for all tests: unit tests are offline, live tests never skip, markers mean something.

A test under `tests/unit` that reaches for the network fails. A test marked `docker` fails, and does
not skip, when no engine answers: a live suite that skipped has shown nothing.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from novaos.command import CommandError, run
from novaos.workspace import REPOSITORY
from tests.support.offline import forbidden

# A deadline per example would judge how busy the host is, not the code.
settings.register_profile("novaos", deadline=None)
settings.load_profile("novaos")
UNIT_TESTS = REPOSITORY / "tests" / "unit"


def is_unit_test(path: Path) -> bool:
    """Tell whether the test file at `path` has to be offline."""
    return path.is_relative_to(UNIT_TESTS)


def check_markers(item: pytest.Item) -> list[str]:
    """Find markers that contradict the place or the form they are used in."""
    found = []
    if is_unit_test(item.path) and item.get_closest_marker("docker"):
        found.append(f"{item.nodeid}: a unit test needs no engine; move it to tests/integration")
    found.extend(
        f"{item.nodeid}: control takes one identifier, got {marker.args!r}"
        for marker in item.iter_markers("control")
        if len(marker.args) != 1 or not isinstance(marker.args[0], str)
    )
    return found


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse contradictory markers before the first test runs."""
    findings = [finding for item in items for finding in check_markers(item)]
    if findings:
        raise pytest.UsageError("\n".join(findings))


@pytest.fixture(autouse=True)
def _offline(request: pytest.FixtureRequest) -> Iterator[None]:
    """Keep unit tests off the network."""
    if is_unit_test(request.path):
        with forbidden():
            yield
    else:
        yield


@pytest.fixture(scope="session")
def engine_version() -> str:
    """Version of the running engine; fails where there is none."""
    try:
        return run(["docker", "version", "--format", "{{.Server.Version}}"]).stdout.strip()
    except CommandError as error:
        pytest.fail(f"no engine answers: {error}\n  fix: run: make doctor")


@pytest.fixture(autouse=True)
def _live(request: pytest.FixtureRequest) -> None:
    """Fail, never skip, a test that needs an engine when there is none."""
    if request.node.get_closest_marker("docker"):
        request.getfixturevalue("engine_version")
