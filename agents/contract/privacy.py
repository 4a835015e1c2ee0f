"""Tasks whose input and result are nobody's business: they are not recorded and not logged.

core-api keeps such a command in memory only, as it does for GodMode, and the agent writes no line
about it; who sent it can ask for the outcome. What is stored by its nature, a playbook or a
schedule, cannot have such a task.
"""

from collections.abc import Mapping

PRIVATE_CAPABILITIES = frozenset({"distance_and_bearing", "emergency_card"})
"""Of riven: where somebody is, and a family's medical notes and contacts."""


def is_private(args: object) -> bool:
    """Tell whether a private task is in the arguments of a command, at any depth.

    At any depth, as nova takes tasks for others in its own input.
    """
    waiting = [args]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            capability = value.get("capability")
            if isinstance(capability, str) and capability in PRIVATE_CAPABILITIES:
                return True
            waiting.extend(value.values())
        elif isinstance(value, (list, tuple)):
            waiting.extend(value)
    return False
