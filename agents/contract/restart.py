"""Commands that restart an agent: openly by their operation, or inside of a task that is passed on.

Who may restart is core-api's decision. What is kept to be sent later, a playbook or a schedule, has
no restart in it: nobody is there then who could give a password.
"""

from collections.abc import Iterator, Mapping

RESTART = "cycle"


def asks_for_restart(op: str, args: object) -> bool:
    """Tell whether a command restarts an agent, also by asking nova to send such a command."""
    return op == RESTART or any(True for _ in _find_restarts(args))


def asks_for_restart_of(agent: str, args: object) -> bool:
    """Tell whether a restart of just this agent is in the arguments of a command."""
    return any(restart.get("agent") == agent for restart in _find_restarts(args))


def _find_restarts(args: object) -> Iterator[Mapping[str, object]]:
    """Find restarts at any depth, as nova takes commands for others in its own input."""
    waiting = [args]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            if value.get("op") == RESTART:
                yield value
            waiting.extend(value.values())
        elif isinstance(value, (list, tuple)):
            waiting.extend(value)
