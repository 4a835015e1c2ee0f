"""What a form may send, and how much."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from starlette.datastructures import FormData

from services.console.body_limit import FORM_BYTES_MAX
from services.console.errors import BadFormError
from services.console.forms import Form
from tests.support.console_app import OURS, TestedConsole


def _form(**values: str) -> Form:
    return Form(FormData(list(values.items())))


def test_text_has_no_space_around_it_and_a_password_keeps_its_own() -> None:
    form = _form(a="  x  ")
    assert (form.text("a"), form.secret("a")) == ("x", "  x  ")


@pytest.mark.parametrize("text", ["", "  ", "1.5", "1e3", "x", "--1", "٣", "1 2"])
def test_what_is_no_whole_number_is_refused_by_name(text: str) -> None:
    with pytest.raises(BadFormError, match="screen minutes"):
        _form(screen_minutes=text).number("screen_minutes")


@pytest.mark.parametrize(("text", "value"), [("0", 0), (" 15 ", 15), ("-3", -3)])
def test_whole_number_is_read(text: str, value: int) -> None:
    assert _form(n=text).number("n") == value


def test_every_ticked_value_is_there() -> None:
    form = Form(FormData([("day", "mon"), ("day", "tue")]))
    assert form.every("day") == ["mon", "tue"]
    assert form.ticked("day")
    assert not form.ticked("other")


def test_larger_body_than_any_form_is_refused_unread(console: TestedConsole) -> None:
    console.enter()
    answer = console.post("/act", {"word": "x" * FORM_BYTES_MAX})
    assert answer.status_code == 413
    assert console.core_api.asked == []


def test_body_without_a_length_is_counted(console: TestedConsole) -> None:
    console.enter()

    async def chunks() -> None:
        async def content() -> AsyncIterator[bytes]:
            for _ in range(20):
                yield b"word=" + b"x" * 10_000 + b"&"

        headers = {**OURS, "Content-Type": "application/x-www-form-urlencoded"}
        request = ("POST", "/act", {"content": content(), "headers": headers})
        (answer,) = await console.asks(request)
        assert answer.status_code == 413

    asyncio.run(chunks())
    assert console.core_api.asked == []


def test_file_where_none_is_asked_for_is_refused(console: TestedConsole) -> None:
    console.enter()
    files = {"word": ("a.txt", b"content")}
    answer = console.ask("POST", "/act", headers=OURS, files=files)
    assert answer.status_code == 422
