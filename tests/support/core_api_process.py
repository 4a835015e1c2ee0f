"""core-api as a process of this checkout, and the ways to ask it."""

import subprocess
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from tests.support.platform_stack import Stack


class CoreApiProcess:
    """core-api as a process, and the way to ask it."""

    def __init__(self, stack: "Stack", port: int, process: subprocess.Popen[str]) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.stack = stack
        self.process = process
        headers = {"X-Agent-Token": stack.token}
        self.client = httpx.Client(base_url=self.url, headers=headers, timeout=15)

    def agents(self) -> dict[str, dict[str, Any]]:
        """Return each agent's description."""
        response = self.client.get("/api/v1/agent/online")
        response.raise_for_status()
        return {agent["agent"]: agent for agent in response.json()["agents"]}

    def command(
        self, op: str, args: dict[str, Any] | None = None, **more: str | int
    ) -> dict[str, Any]:
        """Send a command to nova and return the answer."""
        message = {"agent": "nova", "op": op, "args": args or {}, **more}
        response = self.client.post("/api/v1/agent/command", json=message)
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
        return answer

    def shown(self, command_id: str) -> dict[str, Any]:
        """Return how a command stands."""
        response = self.client.get(f"/api/v1/agent/commands/{command_id}")
        response.raise_for_status()
        shown: dict[str, Any] = response.json()
        return shown

    def as_agent(self, name: str) -> dict[str, str]:
        """Exchange the key of an agent, and return the header with its token."""
        proof = {
            "machine": f"agent-{name}",
            "key": self.stack.passwords[f"agent-{name}_machine_key"],
        }
        response = self.client.post("/api/v1/machine/token", json=proof)
        response.raise_for_status()
        return {"Authorization": f"Bearer {response.json()['access_token']}"}

    def beat(self, message: dict[str, Any]) -> httpx.Response:
        """Send a heartbeat with the token of the agent that it names."""
        headers = self.as_agent(message["agent"])
        return httpx.post(f"{self.url}/api/v1/agent/heartbeat", json=message, headers=headers)

    def log(self, command_id: str, agent: str = "nova") -> list[dict[str, Any]]:
        """Return an agent's log entries about one command."""
        response = self.client.get("/api/v1/agent/logs", params={"agent": agent, "limit": 1000})
        response.raise_for_status()
        entries: list[dict[str, Any]] = response.json()["entries"]
        return [entry for entry in entries if entry.get("command_id") == command_id]
