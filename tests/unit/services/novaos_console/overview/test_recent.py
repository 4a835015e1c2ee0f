"""An answer is kept for its time, for who asked, and only if it was one."""

import asyncio
from dataclasses import dataclass, field

import pytest

from services.novaos_console.overview.recent import Recent
from services.novaos_console.supply.attempt import Unread


@dataclass
class Asked:
    """Somebody with answers, and a clock."""

    clock: float = 0.0
    answers: list[object] = field(default_factory=lambda: ["first", "second", "third"])

    async def ask(self) -> object:
        """Give the next answer."""
        return self.answers.pop(0)


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def recent(asked: Asked) -> Recent:
    return Recent(30.0, clock=lambda: asked.clock)


def read(recent: Recent, asked: Asked, key: str = "ada", *, is_new_wanted: bool = False) -> object:
    return asyncio.run(recent.read((key, "/x"), asked.ask, is_new_wanted=is_new_wanted))


def test_answer_is_kept_for_its_time(recent: Recent, asked: Asked) -> None:
    assert read(recent, asked) == "first"
    asked.clock = 29.9
    assert read(recent, asked) == "first"
    asked.clock = 30.0
    assert read(recent, asked) == "second"


def test_new_answer_is_asked_for_and_kept(recent: Recent, asked: Asked) -> None:
    read(recent, asked)
    assert read(recent, asked, is_new_wanted=True) == "second"
    assert read(recent, asked) == "second"


def test_nobody_gets_what_another_was_told(recent: Recent, asked: Asked) -> None:
    read(recent, asked)
    assert read(recent, asked, "eve") == "second"


def test_failure_is_not_kept_and_forgets_what_was(recent: Recent, asked: Asked) -> None:
    asked.answers = ["first", Unread("no answer"), "third"]
    read(recent, asked)
    asked.clock = 31.0
    assert read(recent, asked) == Unread("no answer")
    assert read(recent, asked) == "third"
