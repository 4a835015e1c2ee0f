"""Markers that contradict where or how they are used are refused."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from tests.conftest import UNIT_TESTS, check_markers

INTEGRATION = UNIT_TESTS.parent / "integration" / "test_x.py"


class _Item:
    """As much of a collected test as the check looks at."""

    nodeid = "test_x.py::test_y"

    def __init__(self, path: Path, *marks: pytest.MarkDecorator) -> None:
        self.path = path
        self.marks = [mark.mark for mark in marks]

    def get_closest_marker(self, name: str) -> pytest.Mark | None:
        return next(self.iter_markers(name), None)

    def iter_markers(self, name: str) -> Iterator[pytest.Mark]:
        return iter([mark for mark in self.marks if mark.name == name])


def _check(path: Path, *marks: pytest.MarkDecorator) -> list[str]:
    return check_markers(cast("pytest.Item", _Item(path, *marks)))


def test_a_unit_test_that_wants_an_engine_is_refused() -> None:
    (finding,) = _check(UNIT_TESTS / "test_x.py", pytest.mark.docker)
    assert "test_x.py::test_y" in finding


def test_a_live_test_may_want_an_engine() -> None:
    assert _check(INTEGRATION, pytest.mark.docker) == []


@pytest.mark.parametrize(
    "mark", [pytest.mark.control(), pytest.mark.control(5), pytest.mark.control("a", "b")]
)
def test_a_control_that_names_nothing_is_refused(mark: pytest.MarkDecorator) -> None:
    assert _check(INTEGRATION, mark)


def test_a_control_that_names_one_passes() -> None:
    assert _check(INTEGRATION, pytest.mark.control("container-non-root")) == []
