"""The container's health check: `python3 -m agents.runtime.health` ends with 0 if the loops turn.

It only reads the file of `agents.runtime.liveness`, without network, and imports nothing heavy: it
runs every few seconds beside each agent.
"""

import os
import sys
import time

RECORD_INTERVAL_SECONDS = 2.0
AGE_SECONDS_MAX = 15.0


def file_path(directory: str, agent: str) -> str:
    """Where the liveness file of `agent` lies."""
    return f"{directory}/agent_alive_{agent}"


def check_file(path: str, now: float) -> list[str]:
    """Find out why the agent is not alive."""
    try:
        with open(path, encoding="ascii") as stream:  # noqa: PTH123 - pathlib costs start-up time
            recorded = float(stream.read())
    except (OSError, ValueError) as error:
        return [f"{path}: {type(error).__name__}; the agent has not started"]
    age = now - recorded
    if not 0 <= age <= AGE_SECONDS_MAX:
        return [f"{path}: last sign of life {age:.1f} s ago, at most {AGE_SECONDS_MAX:.0f} s"]
    return []


def main() -> int:
    """Print why the agent is unhealthy and return the exit code."""
    directory = os.environ.get("TMPDIR", "/tmp")  # noqa: S108 - the seed's place
    path = file_path(directory, os.environ.get("AGENT_NAME", ""))
    found = check_file(path, time.monotonic())
    for line in found:
        sys.stdout.write(f"unhealthy: {line}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
