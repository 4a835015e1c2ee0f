"""What an agent reports about a command, and what core-api rules on it.

1. `acknowledged` asks for the command: core-api grants it once per agent, and only who has the
grant executes. 2. `done` or `failed` ends it. A claim is a random name of one attempt, so that a
report whose answer was lost can be sent again, and a second process cannot take over.
"""

from typing import Annotated, Any, Literal

import msgspec

from agents.contract import limits, names

Claim = Annotated[str, msgspec.Meta(pattern=names.COMMAND_ID_PATTERN)]
ReportedOutcome = Literal["acknowledged", "done", "failed"]
Detail = Annotated[str, msgspec.Meta(max_length=limits.OUTCOME_DETAIL_CHARACTERS_MAX)]


class OutcomeReport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One step of one command at one agent."""

    outcome: ReportedOutcome
    claim: Claim
    detail: Detail = ""
    """Why it failed."""
    result: Any = None
    """Any JSON value, up to `RESULT_BYTES_MAX`."""


class OutcomeRuling(msgspec.Struct, frozen=True):
    """What core-api made of a report."""

    granted: bool
    """Whether the report counts; without it a claimed command must not be executed."""
    outcome: str
    """How the command stands at this agent now."""


def outcome_path(command_id: str) -> str:
    """Where the outcome of a command is reported."""
    return f"{names.COMMANDS_PATH}/{command_id}/outcome"
