"""Ask core-api for a command before it is executed, and tell how it ended.

1. Without a grant nothing is executed: core-api refuses a command that was granted before, or whose
deadline has passed. 2. While core-api cannot be asked, it is asked again with back-off until the
time of the command is over. 3. A claim is made up once per command, so that asking again after a
lost answer is the same claim. 4. The end is reported in the same way, for at least half a minute.
"""

import time
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

import msgspec

from agents.contract.limits import OUTCOME_DETAIL_CHARACTERS_MAX
from agents.contract.messages import Command
from agents.contract.outcome import OutcomeReport, OutcomeRuling, ReportedOutcome
from agents.runtime.backoff import Backoff
from agents.runtime.errors import RefusedError, UnreachableError

_BASE_SECONDS = 0.25
_CAP_SECONDS = 5.0
_REPORT_SECONDS_MIN = 30.0


class TakeReports(Protocol):
    """The part of core-api that takes reports."""

    def send_outcome(self, command_id: str, report: OutcomeReport) -> OutcomeRuling:
        """Report about a command and return what core-api made of it."""


class Ticket(msgspec.Struct, frozen=True):
    """The claim on one command, and until when it is worth asking."""

    command_id: str
    claim: str
    ends_at: float
    """Monotonic time."""


class End(msgspec.Struct, frozen=True):
    """How a command ended at this agent."""

    outcome: ReportedOutcome
    detail: str = ""
    result: Any = None
    seconds_max: float | None = None
    """How long to try to report it, if not until the time of the command is over."""


class Reporter:
    """Reports of one worker thread."""

    def __init__(
        self,
        core_api: TakeReports,
        wait: Callable[[float], object],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._core_api = core_api
        self._wait = wait
        self._monotonic = monotonic

    def open_ticket(self, command: Command, received_at: float) -> Ticket:
        """Make up the claim on a command that was received at this monotonic time."""  # (3)
        ends_at = received_at + seconds_given(command)
        return Ticket(command.id, str(uuid.uuid4()), ends_at)

    def claim(self, ticket: Ticket) -> OutcomeRuling:
        """Ask for the command.

        Raises `RefusedError` if core-api does not know it, `UnreachableError` if its time is over
        before core-api could be asked.
        """
        return self._send(ticket, OutcomeReport("acknowledged", ticket.claim), ticket.ends_at)

    def end(self, ticket: Ticket, end: End) -> OutcomeRuling:
        """Tell how the command ended; a result that is refused makes it a failure.

        Raises as `claim` does.
        """
        detail = end.detail[:OUTCOME_DETAIL_CHARACTERS_MAX]
        report = OutcomeReport(end.outcome, ticket.claim, detail, end.result)
        now = self._monotonic()
        until = max(ticket.ends_at, now + _REPORT_SECONDS_MIN)  # (4)
        if end.seconds_max is not None:
            until = now + end.seconds_max
        try:
            return self._send(ticket, report, until)
        except RefusedError as error:
            reason = f"core-api did not take the outcome {end.outcome}: {error}"
            failed = OutcomeReport("failed", ticket.claim, reason[:OUTCOME_DETAIL_CHARACTERS_MAX])
            return self._send(ticket, failed, until)

    def _send(self, ticket: Ticket, report: OutcomeReport, until: float) -> OutcomeRuling:
        backoff = Backoff(_BASE_SECONDS, _CAP_SECONDS)
        while True:
            try:
                return self._core_api.send_outcome(ticket.command_id, report)
            except UnreachableError:  # (2)
                pause = backoff.next_seconds()
                if self._monotonic() + pause >= until:
                    raise
                self._wait(pause)


def seconds_given(command: Command) -> float:
    """Return how long a command has, by the one clock that wrote both of its times.

    Raises `RefusedError` if one of them is no time.
    """
    try:
        issued = datetime.fromisoformat(command.issued_at)
        return (datetime.fromisoformat(command.deadline_at) - issued).total_seconds()
    except (ValueError, TypeError) as error:
        raise RefusedError(f"command {command.id} has no valid times: {error}") from error
