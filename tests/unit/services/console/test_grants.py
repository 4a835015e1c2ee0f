"""Refresh tokens are used once, however many requests come side by side."""

import asyncio
import time

import httpx
import pytest

from services.console.core_api import CoreApi, open_client
from services.console.errors import (
    CoreApiRefusedError,
    CoreApiUnreachableError,
    SessionOverError,
)
from services.console.grants import Refresher
from tests.support.console_app import ToldCoreApi, grant, make_session

_REFRESH = ("POST", "/api/v1/auth/refresh")


def _refresher(told: ToldCoreApi) -> Refresher:
    client = open_client("http://core-api", "tested", "key")
    client._transport = httpx.MockTransport(told.answer)
    return Refresher(CoreApi(client))


def test_fresh_access_token_costs_no_request() -> None:
    told, session = ToldCoreApi(), make_session()
    assert asyncio.run(_refresher(told).refresh(session, time.time())) is session
    assert told.asked == []


def test_requests_side_by_side_use_a_refresh_token_once() -> None:
    told = ToldCoreApi()
    told.says(*_REFRESH, body=grant(2))
    session = make_session(access_expires_at=0)

    async def run() -> list[str]:
        refresher = _refresher(told)
        asked = (refresher.refresh(session, time.time()) for _ in range(20))
        return [one.access_token for one in await asyncio.gather(*asked)]

    assert set(asyncio.run(run())) == {"access-2"}
    assert len(told.asked) == 1


def test_old_cookie_gets_the_same_tokens_for_a_minute_and_then_the_refusal() -> None:
    told, session = ToldCoreApi(), make_session(access_expires_at=0, ends_at=1e12)
    told.says(*_REFRESH, body=grant(2))

    async def run() -> None:
        refresher, now = _refresher(told), time.time()
        await refresher.refresh(session, now)
        told.refuses(*_REFRESH, 401, "unauthorised", "used")
        again = await refresher.refresh(session, now + 59)
        assert again.access_token == grant(2)["access_token"]
        with pytest.raises(SessionOverError):
            await refresher.refresh(session, now + 61)

    asyncio.run(run())


def test_ended_session_is_over() -> None:
    told = ToldCoreApi()
    told.refuses(*_REFRESH, 401, "unauthorised", "ended")
    with pytest.raises(SessionOverError):
        asyncio.run(_refresher(told).refresh(make_session(access_expires_at=0), time.time()))


def test_silent_core_api_is_asked_again_by_the_next_request() -> None:
    told, session = ToldCoreApi(), make_session(access_expires_at=0)
    told.fails(*_REFRESH)

    async def run() -> str:
        refresher = _refresher(told)
        with pytest.raises(CoreApiUnreachableError):
            await refresher.refresh(session, time.time())
        told.says(*_REFRESH, body=grant(3))
        return (await refresher.refresh(session, time.time())).access_token

    assert asyncio.run(run()) == "access-3"


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_refusal_that_is_not_about_the_token_does_not_end_the_session(status: int) -> None:
    told, session = ToldCoreApi(), make_session(access_expires_at=0)
    told.refuses(*_REFRESH, status, "some_code", "later")

    async def run() -> str:
        refresher = _refresher(told)
        with pytest.raises(CoreApiRefusedError) as caught:
            await refresher.refresh(session, time.time())
        assert caught.value.status == status
        told.says(*_REFRESH, body=grant(4))
        return (await refresher.refresh(session, time.time())).access_token

    assert asyncio.run(run()) == "access-4"
