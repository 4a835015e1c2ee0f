"""Wait until a container is healthy or has ended, and say what it said when it did not."""

from typing import TYPE_CHECKING, Any, Literal

from infra.plugins.docker_provider.engine import explained
from infra.plugins.docker_provider.operation import Operation
from infra.plugins.docker_provider.values import Properties

if TYPE_CHECKING:
    from docker import APIClient

_LOG_LINES = 10
_OUTPUT_CHARACTERS = 1000


class NotReadyError(Exception):
    """The container runs no longer, or not well; the message tells what it said last."""


def wait_until_healthy(operation: Operation, container_id: str, inputs: Properties) -> None:
    """Return once the health check passes.

    Raises `NotReadyError` when the time is over, or at once when the container has ended for good.
    """
    subject = f"container {inputs['name']}"
    limit = operation.limit(float(inputs.get("waitTimeout") or 60))
    last: dict[str, Any] = {}

    def healthy() -> bool:
        last.update(inspect(operation.engine, container_id, subject))
        state = last["State"]
        if "Health" not in state and state["Running"]:
            raise NotReadyError(
                f"{subject}: wait is set, but neither it nor its image has a health check; add one",
            )
        return _is_final(last) or state["Health"]["Status"] == "healthy"

    in_time = operation.wait_for(subject, limit, healthy)
    if _is_final(last):
        raise NotReadyError(
            f"{subject} ended with exit code {last['State']['ExitCode']} before it was healthy"
            f"{describe(operation.engine, last)}",
        )
    if not in_time:
        status = last["State"]["Health"]["Status"]
        raise NotReadyError(
            f"{subject} is {status}, not healthy, after {limit:.0f} s"
            f"{describe(operation.engine, last)}",
        )


def _is_final(inspection: Properties) -> bool:
    state = inspection["State"]
    return not state["Running"] and not state.get("Restarting")


def wait_until_ended(operation: Operation, container_id: str, subject: str, limit: float) -> None:
    """Return once the container has ended, with whatever exit code.

    Raises `NotReadyError` when the time is over.
    """

    def ended() -> bool:
        return _is_final(inspect(operation.engine, container_id, subject))

    if not operation.wait_for(subject, limit, ended):
        last = inspect(operation.engine, container_id, subject)
        raise NotReadyError(
            f"{subject} still runs after {limit:.0f} s{describe(operation.engine, last)}"
        )


def require_running(operation: Operation, container_id: str, inputs: Properties) -> None:
    """Return if the container runs.

    Raises `NotReadyError` with its last words if it ended.
    """
    subject = f"container {inputs['name']}"
    found = inspect(operation.engine, container_id, subject)
    if _is_final(found):
        raise NotReadyError(
            f"{subject} does not run: exit code {found['State']['ExitCode']}"
            f"{describe(operation.engine, found)}",
        )


def inspect(engine: "APIClient", container_id: str, subject: str) -> dict[str, Any]:
    """The engine's inspection of the container."""
    with explained(subject):
        found: dict[str, Any] = engine.inspect_container(container_id)
    return found


def describe(engine: "APIClient", inspection: Properties) -> str:
    """Last health check and last log lines, for an error message."""
    parts = []
    if reason := inspection["State"].get("Error"):
        parts.append(f"engine: {reason}")
    checks = (inspection["State"].get("Health") or {}).get("Log") or []
    if checks:
        output = checks[-1]["Output"].strip()[-_OUTPUT_CHARACTERS:]
        parts.append(f"last health check: exit code {checks[-1]['ExitCode']}, output: {output!r}")
    lines = read_logs(engine, inspection, tail=_LOG_LINES).strip()
    parts.append(f"last log lines:\n{lines}" if lines else "it logged nothing")
    return "".join(f"\n  {part}" for part in parts)


def read_logs(
    engine: "APIClient", inspection: Properties, *, tail: int | Literal["all"] = "all"
) -> str:
    """Text of the container's log."""
    with explained(f"log of container {inspection['Name'].lstrip('/')}"):
        content: bytes = engine.logs(inspection["Id"], tail=tail)
    return content.decode(errors="replace")
