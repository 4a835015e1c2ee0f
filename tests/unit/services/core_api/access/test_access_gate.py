"""A request is judged before its body is read, and what is read is within limits."""

import pytest

from agents.contract.limits import REQUEST_BODY_BYTES_MAX
from services.core_api.body import IMAGE_BYTES_MAX, bytes_max
from tests.support.access_actors import ask_as, everybody
from tests.support.core_api import Gateway

_INVITE = "/api/v1/invitations"
_BROKEN = b"{"


@pytest.mark.parametrize(
    ("name", "status"),
    [("nobody", 401), ("blackrose/member", 403), ("nova", 403), ("novaos/admin", 422)],
)
def test_only_those_with_a_grant_hear_of_faults_in_the_body(
    gateway: Gateway, name: str, status: int
) -> None:
    assert ask_as(gateway.app, everybody()[name], "POST", _INVITE, _BROKEN) == status


def test_a_bad_token_is_refused_on_a_public_route_too(gateway: Gateway) -> None:
    headers = {"Authorization": "Bearer nonsense"}
    answer = gateway.ask("POST", "/api/v1/auth/login", token=None, content=_BROKEN, headers=headers)
    assert answer.status_code == 401


def test_a_body_over_the_limit_is_refused(gateway: Gateway) -> None:
    body = b" " * (REQUEST_BODY_BYTES_MAX + 1)
    assert ask_as(gateway.app, everybody()["novaos/admin"], "POST", _INVITE, body) == 413


@pytest.mark.parametrize(
    ("method", "path", "limit"),
    [
        ("POST", "/api/v1/blackrose/posts/1/image", IMAGE_BYTES_MAX),
        ("DELETE", "/api/v1/blackrose/posts/1/image", REQUEST_BODY_BYTES_MAX),
        ("POST", "/api/v1/blackrose/posts/1/2/image", REQUEST_BODY_BYTES_MAX),
        ("POST", "/api/v1/blackrose/posts/1/images", REQUEST_BODY_BYTES_MAX),
        ("POST", "/x/api/v1/blackrose/posts/1/image", REQUEST_BODY_BYTES_MAX),
    ],
)
def test_only_a_picture_may_be_large(method: str, path: str, limit: int) -> None:
    assert bytes_max(method, path) == limit


def test_deep_nesting_is_an_answer(gateway: Gateway) -> None:
    body = b"[" * 60_000
    assert ask_as(gateway.app, everybody()["novaos/admin"], "POST", _INVITE, body) in {400, 422}


@pytest.mark.parametrize(("method", "status"), [("GET", 404), ("POST", 404)])
def test_what_is_no_route_is_not_found(gateway: Gateway, method: str, status: int) -> None:
    assert ask_as(gateway.app, everybody()["nobody"], method, "/nothing", b"{}") == status


def test_another_method_is_405(gateway: Gateway) -> None:
    assert ask_as(gateway.app, everybody()["nobody"], "PUT", "/api/v1/auth/login") == 405
