"""Names of the agents and of everything in Redis and HTTP that belongs to them.

The seven agents are data here; a name that is not listed does not exist for anybody.
"""

import re

AGENT_NAMES = ("audita", "echo", "glitch", "lyra", "nova", "riven", "velora")
EVERY_AGENT = "all"
"""The target of a command for all agents; no agent may have this name."""

NAME_PATTERN = r"^[a-z][a-z0-9]{1,31}\Z"
"""Grammar of an agent's name: it is part of keys, channels and file names, so no separators.

`\\Z`, as `$` lets a newline pass at the end."""
CAPABILITY_PATTERN = r"^[a-z][a-z0-9_]{0,63}\Z"
COMMAND_ID_PATTERN = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z"
"""A UUID in its canonical lower-case form (RFC 9562, section 4)."""

IMAGE_PATTERN = r"^([a-z0-9][a-z0-9._:/-]{0,180}@sha256:[0-9a-f]{64})?\Z"
"""An image by digest, or nothing."""

AGENT_TOKEN_HEADER = "X-Agent-Token"  # noqa: S105 - the header's name, not a token
COMMAND_ID_HEADER = "X-Command-Id"
"""On what behalf an agent asks: the id of the command that it is working on."""
MACHINE_TOKEN_PATH = "/api/v1/machine/token"  # noqa: S105 - the path, not a token
REGISTRATION_PATH = "/api/v1/agent/registration"
COMMANDS_PATH = "/api/v1/agent/commands"
HEARTBEAT_PATH = "/api/v1/agent/heartbeat"
ONLINE_PATH = "/api/v1/agent/online"
COMMAND_PATH = "/api/v1/agent/command"
LOGS_PATH = "/api/v1/agent/logs"

REDIS_DATABASE = 3
"""Database of the agents' trust zone, on a server of its own."""
KNOWN_AGENTS_KEY = "agents:known"
ALL_LOGS_STREAM = "agent:logs"
ALL_CONTROL_CHANNEL = f"agent.{EVERY_AGENT}.control"

_NAME = re.compile(NAME_PATTERN)


def require_agent_name(name: str) -> str:
    """Return `name` if it is one of the seven.

    Raises `ValueError` with the known names otherwise.
    """
    if not _NAME.fullmatch(name) or name not in AGENT_NAMES:
        raise ValueError(f"unknown agent {name[:40]!r}, expected one of {', '.join(AGENT_NAMES)}")
    return name


def control_channel(target: str) -> str:
    """Pub/sub channel of one agent, or of all of them for the target `all`."""
    return f"agent.{target}.control"


def log_stream(name: str) -> str:
    """Stream with the log of one agent."""
    return f"agent:{name}:logs"


def machine_name(name: str) -> str:
    """Name under which an agent exchanges its key for a token."""
    return f"agent-{name}"


def state_key(name: str) -> str:
    """Key of an agent's last heartbeat; it lives as long as the heartbeat counts."""
    return f"agent:{name}:state"
