"""Which commands leave no trace: those of GodMode, and those that an agent sends because of one.

Private tasks (`agents.contract.privacy`) are kept in the same way.

1. What GodMode commands is in `Live.untraced` only and names nobody. 2. An agent that works on such
a command says so with the header X-Command-Id; what it commands then is kept in the same way.
3. Only these two see the untraced commands, and who sent a private task its own.
"""

from fastapi import Request

from agents.contract.messages import Command
from agents.contract.names import COMMAND_ID_HEADER
from services.core_api.access.actors import Role
from services.core_api.access.principal import Access, Principal
from services.core_api.interface import Ports

_OPERATOR = "operator"


async def is_untraced(request: Request, access: Access, ports: Ports) -> bool:
    """Say whether what this request does must leave no trace."""
    if access.principal.godmode_bypass:
        return True
    if access.principal.role is not Role.AGENT:
        return False
    cause = request.headers.get(COMMAND_ID_HEADER)
    entry = await ports.live.untraced.read(cause, ports.now()) if cause else None
    agents = {target.agent for target in entry.targets} if entry else set()
    return access.principal.subject in agents


def is_issuer(command: Command, access: Access) -> bool:
    """Say whether a command is the sender's own; nobody owns those of GodMode."""
    return command.issued_by != "" and command.issued_by == issuer_of(access.principal)


def issuer_of(principal: Principal) -> str:
    """Name who sends a command; nobody for GodMode."""
    if principal.godmode_bypass:
        return ""
    return _OPERATOR if principal.role is Role.OPERATOR else principal.subject
