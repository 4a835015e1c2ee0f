"""An agent's capabilities on core-api in this process: real routes, real rows, no network."""

from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from agents.contract.messages import Command, CommandRequest
from agents.runtime.capability import AgentModule, Query, TaskContext
from agents.runtime.core_api import encode
from agents.runtime.errors import RefusedError
from agents.runtime.http_client import read_response
from agents.runtime.task import Outcome, execute_task
from services.core_api.access.principal import Principal
from tests.support.area_gateway import AreaGateway, agent
from tests.support.platform_messages import COMMAND, COMMAND_ID


class GatewayCoreApi:
    """What `agents.runtime.core_api` is to an agent, asked through the gateway."""

    def __init__(self, gateway: AreaGateway, who: Principal) -> None:
        self._gateway = gateway
        self._who = who

    def get(self, path: str, query: Query | None = None) -> dict[str, Any]:
        """Read."""
        return self._request("GET", f"{quote(path)}?{urlencode(query or {})}", None)

    def post(self, path: str, body: object) -> dict[str, Any]:
        """Send `body` as JSON."""
        return self._request("POST", quote(path), body)

    def put(self, path: str, body: object) -> dict[str, Any]:
        """Replace what is at `path`."""
        return self._request("PUT", quote(path), body)

    def delete(self, path: str) -> dict[str, Any]:
        """Remove what is at `path`."""
        return self._request("DELETE", quote(path), None)

    def online(self) -> dict[str, Any]:
        """Ask for the state of all agents."""
        return self.get("/api/v1/agent/online")

    def send_command(self, request: CommandRequest) -> dict[str, Any]:
        """Nothing listens here."""
        raise RefusedError(f"no agent listens for {request.agent}")

    def _request(self, method: str, path: str, body: object) -> dict[str, Any]:
        sent = None if body is None else msgspec.json.decode(encode(body))
        response = self._gateway.ask(self._who, method, path, sent)
        return read_response(response.status_code, response.content)


def run_capability(
    gateway: AreaGateway, name: str, module: AgentModule, capability: str, given: dict[str, Any]
) -> Outcome:
    """Execute one task of the agent `name` at the gateway's time."""
    args = {"capability": capability, "input": given}
    command = msgspec.convert({**COMMAND, "agent": name, "op": "task", "args": args}, Command)
    core_api = GatewayCoreApi(gateway, agent(name))
    return execute_task(command, module, TaskContext(name, COMMAND_ID, core_api, gateway.clock))
