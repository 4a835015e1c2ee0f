"""Valid messages of the agent protocol, to be changed in one place by each test."""

from typing import Any

TOKEN = "k3Jx9QvT2mWz7LpR5sYb8NdF4hGc6AeU"  # noqa: S105 - of the tests
COMMAND_ID = "0b9cfb6e-3a63-4d0e-9c5a-1f2d3c4b5a69"
HEARTBEAT: dict[str, Any] = {
    "agent": "nova",
    "version": "1.0.0",
    "host": "agent-nova",
    "pid": 7,
    "capabilities": ["dispatch", "platform_summary"],
}
COMMAND: dict[str, Any] = {
    "id": COMMAND_ID,
    "agent": "nova",
    "op": "ping",
    "args": {},
    "issued_at": "2026-01-02T03:04:05.000Z",
    "issued_by": "operator",
    "deadline_at": "2026-01-02T03:04:35.000Z",
    "trace": True,
}
