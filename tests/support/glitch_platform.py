"""A platform as glitch sees it: nothing is wrong on it unless a test changes a route."""

from datetime import timedelta
from typing import Any

import msgspec

from agents.contract.messages import Command
from agents.glitch.agent import AGENT
from agents.runtime.task import execute_task
from tests.support.platform_messages import COMMAND
from tests.support.scripted_core_api import NOW, ScriptedCoreApi, scripted_context

DIGESTS = [f"sha256:{digit * 64}" for digit in "ab"]
AGENTS, IMAGES = "GET /api/v1/telemetry/agents", "GET /api/v1/supply/images"
SUMMARY, LOGS = "GET /api/v1/supply/summary", "GET /api/v1/agent/logs"
FAILURES, COMMANDS = "GET /api/v1/security/login-failures", "GET /api/v1/agent/commands"
ALERTS, RAISE = "GET /api/v1/security/alerts", "POST /api/v1/security/alerts"
TOKENS, MAKE = "GET /api/v1/security/honey-tokens", "POST /api/v1/security/honey-tokens"


def running(agent: str, digest: str, state: str = "online") -> dict[str, str]:
    """What an agent says that it runs from."""
    image = f"registry:5000/agent@{digest}" if digest else ""
    return {"agent": agent, "state": state, "image": image}


def deployed(workload: str, digest: str) -> dict[str, str]:
    """What a workload was deployed from."""
    return {"workload": workload, "image": "agent", "digest": digest}


def log_page(*entries: dict[str, Any], following: str | None = None) -> dict[str, Any]:
    """One page of the log."""
    return {"agent": None, "limit": 50, "entries": list(entries), "next": following}


def entry(minutes_ago: int, level: str = "info", event: str = "beat") -> dict[str, Any]:
    """An entry of the log."""
    at = NOW - timedelta(minutes=minutes_ago)
    return {
        "id": "1-1", "agent": "lyra", "at": at.isoformat(), "level": level, "event": event,
        "message": "hello", "command_id": "", "data": {},
    }  # fmt: skip


def alert(minutes_ago: int, kind: str, key: str = "") -> dict[str, Any]:
    """An alert that was raised."""
    return {
        "id": "1", "at": NOW - timedelta(minutes=minutes_ago), "kind": kind, "severity": "high",
        "message": f"{kind} happened", "evidence": {"key": key}, "raised_by": "glitch",
    }  # fmt: skip


def core_api(**more: object) -> ScriptedCoreApi:
    """A platform on which nothing is wrong."""
    return ScriptedCoreApi(
        {
            SUMMARY: {"published_at": NOW - timedelta(hours=1)},
            IMAGES: [deployed("agent-lyra", DIGESTS[0]), deployed("core-api", DIGESTS[1])],
            AGENTS: [running("lyra", DIGESTS[0]), running("echo", "", "never_seen")],
            FAILURES: [],
            LOGS: log_page(*[entry(minutes) for minutes in range(200, 0, -1)]),
            COMMANDS: [],
            ALERTS: [],
            RAISE: {"id": "1"},
            TOKENS: [],
            **more,
        },
    )


def run(capability: str, task_input: dict[str, Any], platform: ScriptedCoreApi) -> Any:  # noqa: ANN401
    """Execute a task as the worker does; returns its result, or its error."""
    args = {"capability": capability, "input": task_input}
    command = msgspec.convert({**COMMAND, "agent": "glitch", "op": "task", "args": args}, Command)
    outcome = execute_task(command, AGENT, scripted_context("glitch", platform))
    return outcome.error or outcome.result
