"""Agents' names in requests: one of the seven, or 404."""

from agents.contract.names import EVERY_AGENT, require_agent_name
from services.core_api.errors import UnknownAgentError


def require_agent(name: str) -> str:
    """Return the name of an agent.

    Raises `UnknownAgentError` otherwise.
    """
    try:
        return require_agent_name(name)
    except ValueError as error:
        raise UnknownAgentError(str(error)) from error


def require_target(name: str) -> str:
    """Return the name of an agent, or the one for all of them.

    Raises `UnknownAgentError` otherwise.
    """
    return name if name == EVERY_AGENT else require_agent(name)
