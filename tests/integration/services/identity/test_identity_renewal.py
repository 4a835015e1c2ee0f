"""How long tokens and sessions live, and how a refresh token gives the next ones."""

import json

import pytest

from tests.support.identity_gateway import IdentityGateway, Login

pytestmark = [pytest.mark.docker, pytest.mark.timeout(120)]
_ME = "/api/v1/auth/me"


def test_a_refresh_token_gives_the_next_one(gateway: IdentityGateway, ada: Login) -> None:
    renewed = gateway.read_grant(gateway.refresh(ada.refresh))
    assert renewed.session == ada.session
    assert renewed.refresh != ada.refresh
    assert gateway.refresh(renewed.refresh).status_code == 200


def test_a_refresh_token_used_twice_ends_its_session(gateway: IdentityGateway, ada: Login) -> None:
    renewed = gateway.read_grant(gateway.refresh(ada.refresh))
    assert gateway.refresh(ada.refresh).status_code == 401
    assert gateway.refresh(renewed.refresh).status_code == 401
    assert gateway.ask("GET", _ME, token=renewed.access).status_code == 401


def test_an_unknown_refresh_token_is_refused(gateway: IdentityGateway) -> None:
    assert gateway.refresh("A" * 43).status_code == 401
    assert gateway.refresh("short").status_code == 422


def test_two_refreshes_at_once_never_both_win(gateway: IdentityGateway, ada: Login) -> None:
    body = json.dumps({"refresh_token": ada.refresh}).encode()
    headers = {"Content-Type": "application/json"}
    answers = gateway.together(
        *(gateway.request("POST", "/api/v1/auth/refresh", body, None, headers) for _ in range(4)),
    )
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses in ([200, 401, 401, 401], [401, 401, 401, 401])
    assert gateway.refresh(ada.refresh).status_code == 401


def test_a_session_ends_by_itself_however_often_it_is_renewed(
    gateway: IdentityGateway, ada: Login
) -> None:
    before = gateway.clock.moment
    try:
        gateway.clock.advance(29 * 86400)
        renewed = gateway.read_grant(gateway.refresh(ada.refresh))
        gateway.clock.advance(86400 + 1)
        assert gateway.refresh(renewed.refresh).status_code == 401
    finally:
        gateway.clock.moment = before


def test_the_founders_session_lives_half_a_day(gateway: IdentityGateway) -> None:
    founder = gateway.founder()
    before = gateway.clock.moment
    try:
        gateway.clock.advance(12 * 3600 + 1)
        assert gateway.refresh(founder.refresh).status_code == 401
    finally:
        gateway.clock.moment = before


def test_an_access_token_lives_ten_minutes(gateway: IdentityGateway, ada: Login) -> None:
    before = gateway.clock.moment
    try:
        gateway.clock.advance(599)
        assert gateway.ask("GET", _ME, token=ada.access).status_code == 200
        gateway.clock.advance(1)
        assert gateway.ask("GET", _ME, token=ada.access).status_code == 401
    finally:
        gateway.clock.moment = before
