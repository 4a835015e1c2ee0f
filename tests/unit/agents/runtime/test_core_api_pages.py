"""Lists of core-api are read whole or not at all."""

from typing import Any

import msgspec
import pytest

from agents.runtime.core_api_pages import load_rows
from agents.runtime.errors import RefusedError, TaskError
from tests.support.core_api_answers import AnsweringCoreApi, task_context

PATH = "/api/v1/things"


class Thing(msgspec.Struct, frozen=True):
    """A row of the list."""

    id: int


def load(core_api: AnsweringCoreApi, **options: int) -> list[int]:
    rows = load_rows(task_context("lyra", core_api), PATH, {"kind": "a"}, Thing, **options)
    return [row.id for row in rows]


@pytest.mark.parametrize("count", [0, 1, 3, 4, 7])
def test_every_page_is_read_once(count: int) -> None:
    core_api = AnsweringCoreApi({PATH: [{"id": n, "colour": "red"} for n in range(count)]})
    assert load(core_api, page_rows=3) == list(range(count))
    assert len(core_api.asked) == max(1, -(-count // 3))
    assert all(query["kind"] == "a" and query["limit"] == 3 for _, query in core_api.asked)


def test_a_list_that_is_too_long_is_refused() -> None:
    core_api = AnsweringCoreApi({PATH: [{"id": n} for n in range(5)]})
    with pytest.raises(TaskError, match="more than 4 rows"):
        load(core_api, rows_max=4)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"items": "many"},
        {"items": [{"id": "x"}]},
        {"items": [{}]},
        {"items": [], "next": "again"},
        {"items": [], "next": 3},
    ],
)
def test_an_answer_that_is_no_list_is_refused(answer: dict[str, Any]) -> None:
    with pytest.raises(TaskError, match=PATH):
        load(AnsweringCoreApi(answers={PATH: answer}))


def test_a_list_that_never_ends_is_refused() -> None:
    core_api = AnsweringCoreApi(answers={PATH: {"items": [{"id": 1}], "next": "1"}})
    with pytest.raises(TaskError, match="does not go on"):
        load(core_api)


def test_a_refusal_of_core_api_is_the_reason() -> None:
    with pytest.raises(RefusedError, match="404"):
        load(AnsweringCoreApi())
