"""Commands that are in this process only, for a while: what GodMode does is stored nowhere.

Bounded in number and time: the oldest entry goes first, and every entry goes ten minutes after its
deadline. A restart of core-api forgets all of them; their claims are then refused, so that nothing
runs twice.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from agents.contract.outcome import OutcomeReport
from services.core_api.commands.ledger import (
    CommandEntry,
    CommandQuery,
    Recorded,
    is_delivery_known,
)
from services.core_api.commands.outcome import Outcome, Ruling, deliver, rule

_ENTRIES_MAX = 256
_KEPT_AFTER_DEADLINE = timedelta(minutes=10)


class MemoryLedger:
    """A ledger in a dictionary."""

    def __init__(self, entries_max: int = _ENTRIES_MAX) -> None:
        self._entries_max = entries_max
        self._entries: OrderedDict[str, CommandEntry] = OrderedDict()

    def __len__(self) -> int:
        """How many commands are kept."""
        return len(self._entries)

    async def record(self, entry: CommandEntry) -> Recorded:
        """Keep the entry; if its id is taken, return what has it."""
        known = self._entries.get(entry.command.id)
        if known is not None:
            return Recorded(known, is_new=False)
        self._entries[entry.command.id] = entry
        if len(self._entries) > self._entries_max:
            self._entries.popitem(last=False)
        return Recorded(entry, is_new=True)

    async def record_receivers(self, command_id: str, receivers: int, now: datetime) -> None:
        """Complete the entry, if it is still there."""
        entry = self._entries.get(command_id)
        if entry is None:
            return
        targets = entry.targets
        if is_delivery_known(entry.command, receivers):
            targets = tuple(deliver(target, now) for target in targets)
        self._entries[command_id] = replace(entry, receivers=receivers, targets=targets)

    async def report(
        self, command_id: str, agent: str, report: OutcomeReport, now: datetime
    ) -> Ruling | None:
        """Rule, and keep the target as it is then."""
        entry = self._entries.get(command_id)
        target = next((one for one in entry.targets if one.agent == agent), None) if entry else None
        if entry is None or target is None:
            return None
        ruling = rule(target, report, entry.deadline_at, now)
        targets = tuple(ruling.target if one is target else one for one in entry.targets)
        self._entries[command_id] = replace(entry, targets=targets)
        return ruling

    async def read(self, command_id: str, now: datetime) -> CommandEntry | None:
        """Return the entry as it stands now."""
        entry = self._entries.get(command_id)
        return entry.judged(now) if entry else None

    async def page(self, query: CommandQuery, now: datetime) -> Sequence[CommandEntry]:
        """Return the newest entries that fit."""
        judged = (entry.judged(now) for entry in self._entries.values())
        fitting = sorted(
            (entry for entry in judged if _fits(entry, query)),
            key=lambda entry: (entry.issued_at, entry.command.id),
            reverse=True,
        )
        return fitting[: query.limit]

    async def expire(self, now: datetime) -> int:
        """Write down what timed out, and forget what is old."""
        timed_out = 0
        for command_id, entry in list(self._entries.items()):
            if now > entry.deadline_at + _KEPT_AFTER_DEADLINE:
                del self._entries[command_id]
                continue
            judged = entry.judged(now)
            pairs = zip(entry.targets, judged.targets, strict=True)
            timed_out += sum(old.outcome is not new.outcome for old, new in pairs)
            self._entries[command_id] = judged
        return timed_out


def _fits(entry: CommandEntry, query: CommandQuery) -> bool:
    targets = [t for t in entry.targets if query.agent in {None, t.agent}]
    outcome: Outcome | None = query.outcome
    if not any(outcome in {None, target.outcome} for target in targets):
        return False
    return query.before is None or (entry.issued_at, entry.command.id) < query.before
