"""An agent asks with its own token: exchanged once, renewed in time, anew after a 401."""

from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from agents.contract.messages import CommandRequest, Heartbeat
from agents.contract.outcome import OutcomeReport
from agents.runtime.core_api import CoreApi
from agents.runtime.errors import RefusedError, UnauthorisedError, UnreachableError
from agents.runtime.http_client import HttpClient, read_response
from agents.runtime.machine_token import MachineToken
from agents.runtime.settings import Secret
from tests.support.platform_messages import COMMAND_ID, HEARTBEAT, TOKEN

_EXCHANGE = "/api/v1/machine/token"
_CLAIM = OutcomeReport("acknowledged", COMMAND_ID)


class Server(HttpClient):
    """A core-api that issues numbered tokens and accepts the last one."""

    def __init__(self) -> None:
        super().__init__("nowhere", 1)
        self.issued = 0
        self.accepts: set[str] = set()
        self.answer: dict[str, Any] = {}
        self.exchange: dict[str, Any] | Exception | None = None
        self.requests: list[tuple[str, str, Any, Mapping[str, str]]] = []

    def request(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> dict[str, Any]:
        """Answer one request."""
        content = msgspec.json.decode(body) if body else None
        self.requests.append((method, path, content, headers))
        if path == _EXCHANGE:
            return self._exchange()
        if headers["Authorization"].removeprefix("Bearer ") not in self.accepts:
            raise UnauthorisedError("401")
        return self.answer

    def _exchange(self) -> dict[str, Any]:
        if isinstance(self.exchange, Exception):
            raise self.exchange
        if self.exchange is not None:
            return self.exchange
        self.issued += 1
        self.accepts = {f"token-{self.issued}"}
        return {"access_token": f"token-{self.issued}", "expires_in": 600}

    def count(self, path: str) -> int:
        """Count the requests to a path."""
        return sum(one[1] == path for one in self.requests)


class Client:
    """What is tested, with the clock in reach."""

    def __init__(self) -> None:
        self.now = 0.0
        self.server = Server()
        token = MachineToken(
            self.server, "nova", Secret(TOKEN), Secret("key-of-nova"), lambda: self.now
        )
        self.core_api = CoreApi(self.server, token)


@pytest.fixture
def client() -> Client:
    return Client()


def test_token_is_exchanged_once_and_then_used(client: Client) -> None:
    for _ in range(3):
        client.core_api.online()
    assert client.server.count(_EXCHANGE) == 1
    _, _, proof, headers = client.server.requests[0]
    assert proof == {"machine": "agent-nova", "key": "key-of-nova"}
    assert headers["X-Agent-Token"] == TOKEN
    for _, _, _, others in client.server.requests[1:]:
        assert others == {"Authorization": "Bearer token-1"}


def test_token_is_renewed_before_it_ends(client: Client) -> None:
    client.core_api.online()
    client.now = 479.0
    client.core_api.online()
    assert client.server.issued == 1
    client.now = 481.0
    client.core_api.online()
    assert client.server.issued == 2


def test_refused_token_is_exchanged_anew_once(client: Client) -> None:
    client.core_api.online()
    client.server.accepts = set()
    client.core_api.online()
    assert client.server.issued == 2
    client.server.exchange = {"access_token": "worthless", "expires_in": 600}
    client.server.accepts = set()
    with pytest.raises(UnauthorisedError):
        client.core_api.online()
    assert client.server.count(_EXCHANGE) == 3


@pytest.mark.parametrize(
    ("exchange", "error"),
    [
        (UnauthorisedError("not the key"), RefusedError),
        (UnreachableError("away"), UnreachableError),
        ({}, UnreachableError),
        ({"access_token": "", "expires_in": 600}, UnreachableError),
        ({"access_token": "t", "expires_in": "soon"}, UnreachableError),
    ],
)
def test_without_a_token_nothing_is_sent(
    client: Client, exchange: dict[str, Any] | Exception, error: type[Exception]
) -> None:
    client.server.exchange = exchange
    with pytest.raises(error):
        client.core_api.online()
    assert {one[1] for one in client.server.requests} == {_EXCHANGE}


def test_each_question_has_its_path_and_body(client: Client) -> None:
    core_api = client.core_api
    core_api.get("/api/v1/things", {"limit": 2, "after": "a b&c"})
    core_api.get("/api/v1/things/ä b?x#y")
    core_api.post("/api/v1/things", {"a": 1})
    core_api.put("/api/v1/things/1", TextPair("x"))
    core_api.send_command(CommandRequest(agent="lyra", op="ping"))
    core_api.send_heartbeat(msgspec.convert(HEARTBEAT, Heartbeat))
    asked = [(method, path, body) for method, path, body, _ in client.server.requests[1:]]
    assert asked[:4] == [
        ("GET", "/api/v1/things?limit=2&after=a+b%26c", None),
        ("GET", "/api/v1/things/%C3%A4%20b%3Fx%23y", None),
        ("POST", "/api/v1/things", {"a": 1}),
        ("PUT", "/api/v1/things/1", {"left": "x"}),
    ]
    assert [path for _, path, _ in asked[4:]] == [
        "/api/v1/agent/command",
        "/api/v1/agent/heartbeat",
    ]


class TextPair(msgspec.Struct):
    """A body that is a struct."""

    left: str


def test_request_names_the_command_that_causes_it(client: Client) -> None:
    client.core_api.on_behalf_of(COMMAND_ID).online()
    assert client.server.requests[-1][3]["X-Command-Id"] == COMMAND_ID


def test_body_that_is_no_json_is_refused_before_it_is_sent(client: Client) -> None:
    with pytest.raises(RefusedError, match="no JSON"):
        client.core_api.post("/api/v1/things", {"a": object()})
    assert client.server.requests == []


def test_ruling_is_read_and_anything_else_proves_nothing(client: Client) -> None:
    client.server.answer = {"granted": True, "outcome": "acknowledged"}
    assert client.core_api.send_outcome(COMMAND_ID, _CLAIM).granted
    assert client.server.requests[-1][1] == f"/api/v1/agent/commands/{COMMAND_ID}/outcome"
    client.server.answer = {"granted": "yes"}
    with pytest.raises(UnreachableError):
        client.core_api.send_outcome(COMMAND_ID, _CLAIM)


@pytest.mark.parametrize(("status", "error"), [(401, UnauthorisedError), (429, UnreachableError)])
def test_status_that_means_more(status: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        read_response(status, b"{}")
