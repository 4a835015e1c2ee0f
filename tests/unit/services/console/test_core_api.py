"""What core-api answers becomes JSON or an error, never something between."""

import asyncio
from typing import Any

import httpx
import pytest

from services.console.core_api import CoreApi, fill, open_client
from services.console.errors import CoreApiRefusedError, CoreApiUnreachableError
from tests.support.console_app import ToldCoreApi


def _ask(told: ToldCoreApi, path: str = "/x", **more: Any) -> Any:  # noqa: ANN401 - JSON
    client = open_client("http://core-api", "tested", "key")
    client._transport = httpx.MockTransport(told.answer)
    return asyncio.run(CoreApi(client, "token").get(path, **more))


@pytest.mark.parametrize(
    ("part", "path"),
    [("a", "/x/a/y"), ("a/b", "/x/a%2Fb/y"), ("?q", "/x/%3Fq/y"), ("é", "/x/%C3%A9/y")],
)
def test_part_is_one_segment(part: str, path: str) -> None:
    assert fill("/x/{}/y", part) == path


@pytest.mark.parametrize("part", ["", ".", ".."])
def test_part_that_is_no_segment_is_not_found(part: str) -> None:
    with pytest.raises(CoreApiRefusedError) as caught:
        fill("/x/{}", part)
    assert caught.value.status == 404


def test_token_is_sent_and_empty_query_members_are_not() -> None:
    told = ToldCoreApi()
    told.says("GET", "/x", body={"a": 1})
    assert _ask(told, query={"agent": "nova", "level": "", "after": None}) == {"a": 1}
    assert told.asked[0].headers["Authorization"] == "Bearer token"
    assert str(told.asked[0].url.query.decode()) == "agent=nova"


def test_refusal_carries_status_code_and_reason() -> None:
    told = ToldCoreApi()
    told.refuses("GET", "/x", 409, "conflict", "it is done already")
    with pytest.raises(CoreApiRefusedError, match="it is done already") as caught:
        _ask(told)
    assert (caught.value.status, caught.value.code) == (409, "conflict")


def test_seconds_to_wait_are_kept() -> None:
    told = ToldCoreApi()
    told.answers["GET", "/x"] = lambda _: httpx.Response(
        429, json={"error": "too_many_requests", "reason": "wait"}, headers={"Retry-After": "7"}
    )
    with pytest.raises(CoreApiRefusedError) as caught:
        _ask(told)
    assert caught.value.retry_after_seconds == 7


@pytest.mark.parametrize("status", [301, 302, 404, 500])
def test_refusal_in_another_form_is_no_answer(status: int) -> None:
    told = ToldCoreApi()
    told.answers["GET", "/x"] = lambda _: httpx.Response(status, text="<html>")
    with pytest.raises(CoreApiUnreachableError):
        _ask(told)


def test_success_that_is_no_json_is_no_answer() -> None:
    told = ToldCoreApi()
    told.answers["GET", "/x"] = lambda _: httpx.Response(200, text="<html>")
    with pytest.raises(CoreApiUnreachableError):
        _ask(told)


def test_absent_core_api_is_unreachable() -> None:
    told = ToldCoreApi()
    told.fails("GET", "/x")
    with pytest.raises(CoreApiUnreachableError):
        _ask(told)
