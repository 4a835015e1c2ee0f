"""A console may say for whom it asks, and nobody else may."""

import pytest
from fastapi import FastAPI, Request

from services.core_api.access.machines import CONSOLE_MACHINES
from services.core_api.client_address import address_of
from services.core_api.errors import ForbiddenError, MalformedError
from tests.support.core_api import STORED, Gateway

_NAME = "web-shell"
_KEY = STORED[f"{_NAME}_machine_key"]
_GOOD = (("x-console", _NAME), ("x-console-key", _KEY), ("x-client-address", "203.0.113.7"))


@pytest.fixture
def app() -> FastAPI:
    return Gateway().app


def _ask(app: FastAPI, headers: tuple[tuple[str, str], ...]) -> str:
    scope = {
        "type": "http",
        "app": app,
        "client": ("192.0.2.1", 1),
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }
    return address_of(Request(scope))


def test_connection_has_the_address_where_nobody_names_one(app: FastAPI) -> None:
    assert _ask(app, ()) == "192.0.2.1"
    assert _ask(app, _GOOD[:2]) == "192.0.2.1"


@pytest.mark.parametrize("console", sorted(CONSOLE_MACHINES))
def test_console_names_the_address_of_its_visitor(app: FastAPI, console: str) -> None:
    key = STORED[f"{console}_machine_key"]
    headers = (("x-console", console), ("x-console-key", key), ("x-client-address", "2001:DB8::7"))
    assert _ask(app, headers) == "2001:db8::7"


@pytest.mark.parametrize(
    "changes",
    [
        {"x-console-key": "wrong"},
        {"x-console-key": ""},
        {"x-console-key": STORED["gypsy-cove_machine_key"]},
        {"x-console": "gypsy-cove"},
        {"x-console": ""},
        {"x-console": "echo-ws", "x-console-key": STORED["echo-ws_machine_key"]},
        {"x-console": "agent-nova", "x-console-key": STORED["agent-nova_machine_key"]},
    ],
)
def test_who_is_no_console_may_name_none(app: FastAPI, changes: dict[str, str]) -> None:
    with pytest.raises(ForbiddenError):
        _ask(app, tuple((dict(_GOOD) | changes).items()))


@pytest.mark.parametrize("missing", ["x-console", "x-console-key"])
def test_address_without_a_whole_proof_is_refused(app: FastAPI, missing: str) -> None:
    with pytest.raises(ForbiddenError):
        _ask(app, tuple(one for one in _GOOD if one[0] != missing))


@pytest.mark.parametrize(
    "address", ["", "somewhere", "203.0.113.7, 198.51.100.1", "203.0.113.7:80"]
)
def test_what_is_no_address_is_refused(app: FastAPI, address: str) -> None:
    with pytest.raises(MalformedError):
        _ask(app, (*_GOOD[:2], ("x-client-address", address)))


@pytest.mark.parametrize("twice", range(3))
def test_header_that_is_there_twice_is_refused(app: FastAPI, twice: int) -> None:
    with pytest.raises(MalformedError):
        _ask(app, (*_GOOD, _GOOD[twice]))
