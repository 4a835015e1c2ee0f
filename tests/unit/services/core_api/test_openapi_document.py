"""The OpenAPI document says who may send what, as the access table does."""

import pytest

from services.core_api.access.table import ACCESS_TABLE
from services.core_api.app import build_app
from services.core_api.openapi import describe

DOCUMENT = describe(build_app())


def security_of(method: str, path: str) -> list[dict[str, list[str]]]:
    found: list[dict[str, list[str]]] = DOCUMENT["paths"][path][method.lower()]["security"]
    return found


def test_every_route_but_the_public_ones_needs_a_token() -> None:
    open_routes = {key for key in ACCESS_TABLE if not security_of(*key)}
    assert open_routes == {key for key, row in ACCESS_TABLE.items() if row.public}


@pytest.mark.parametrize(
    ("method", "path", "names"),
    [
        ("GET", "/api/v1/gypsycove/families", ["accessToken"]),
        ("POST", "/api/v1/agent/command", ["accessToken", "sharedToken"]),
        ("GET", "/health", []),
    ],
)
def test_a_route_names_the_tokens_that_open_it(method: str, path: str, names: list[str]) -> None:
    assert [name for one in security_of(method, path) for name in one] == names


def test_every_named_scheme_is_described() -> None:
    assert set(DOCUMENT["components"]["securitySchemes"]) == {"accessToken", "sharedToken"}
