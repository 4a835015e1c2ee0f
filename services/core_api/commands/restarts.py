"""Who may restart an agent, and on whose word (ADR 0030).

1. A person gave the password a short time ago, also for a restart inside of a task for nova; the
operators' token proves itself with every request. 2. An agent passes a restart on and never decides
on one: it names the command that it works on now, and there a person or an operator asks for just
this restart. 3. Of itself, by a schedule or in a playbook, no agent restarts another.
"""

import re

from fastapi import Request

from agents.contract.messages import CommandRequest
from agents.contract.names import AGENT_NAMES, COMMAND_ID_HEADER, COMMAND_ID_PATTERN
from agents.contract.restart import RESTART, asks_for_restart, asks_for_restart_of
from services.core_api.access.actors import Role
from services.core_api.access.principal import Access
from services.core_api.access.step_up import require_recent_authentication
from services.core_api.commands.ledger import CommandEntry
from services.core_api.commands.outcome import Outcome
from services.core_api.errors import ForbiddenError
from services.core_api.interface import Ports

_COMMAND_ID = re.compile(COMMAND_ID_PATTERN)


async def require_right_to_restart(
    request: Request, wanted: CommandRequest, access: Access, ports: Ports
) -> None:
    """Let commands pass that restart nobody, and restarts by who may restart.

    Raises `ReauthenticationRequiredError` for a person, `ForbiddenError` for an agent.
    """
    if not asks_for_restart(wanted.op, wanted.args):
        return
    principal = access.principal
    if principal.role is not Role.AGENT:
        require_recent_authentication(principal, ports.now())  # (1)
        return
    cause = await read_cause(request, ports)
    if cause is None or not passes_on(cause, wanted, principal.subject):  # (2) (3)
        raise ForbiddenError(
            f"{principal.subject} restarts nobody by itself, also not by a schedule or a playbook:"
            " it passes on the restart of the command that it works on; send that command"
        )


async def read_cause(request: Request, ports: Ports) -> CommandEntry | None:
    """Read the command that an agent says it works on, as it stands now."""
    command_id = request.headers.get(COMMAND_ID_HEADER, "")
    if not _COMMAND_ID.fullmatch(command_id):
        return None
    now = ports.now()
    untraced = await ports.live.untraced.read(command_id, now)
    return untraced or await ports.registry.commands.read(command_id, now)


def passes_on(cause: CommandEntry, wanted: CommandRequest, agent: str) -> bool:
    """Tell whether `agent` only passes on what `cause` asks for, and works on it now."""
    is_at_work = any(
        target.agent == agent and target.outcome is Outcome.ACKNOWLEDGED for target in cause.targets
    )
    return (
        is_at_work
        and cause.command.issued_by not in AGENT_NAMES
        and wanted.op == RESTART
        and asks_for_restart_of(wanted.agent, cause.command.args)
    )
