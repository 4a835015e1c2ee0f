"""Commands in memory: few, for a while, and gone."""

from datetime import timedelta

from agents.contract.messages import Command
from services.core_api.commands.ledger import CommandEntry, CommandQuery, new_entry
from services.core_api.commands.memory_ledger import MemoryLedger
from services.core_api.commands.outcome import Outcome
from tests.support.command_simulation import finish
from tests.support.core_api import START
from tests.support.platform_messages import COMMAND


def entry(number: int, agent: str = "nova") -> CommandEntry:
    message = {**COMMAND, "id": f"{number:08d}-0000-4000-8000-000000000000", "agent": agent}
    issued = START + timedelta(seconds=number)
    return new_entry(Command(**message), issued, issued + timedelta(seconds=30))


def test_the_oldest_goes_first_when_it_is_full() -> None:
    ledger = MemoryLedger(entries_max=3)
    for number in range(5):
        finish(ledger.record(entry(number)))
    found = finish(ledger.page(CommandQuery(limit=10), START))
    assert [one.command.id[:8] for one in found] == ["00000004", "00000003", "00000002"]


def test_an_entry_goes_ten_minutes_after_its_deadline() -> None:
    ledger = MemoryLedger()
    finish(ledger.record(entry(0)))
    assert finish(ledger.expire(START + timedelta(seconds=31))) == 1
    assert len(ledger) == 1
    assert finish(ledger.expire(START + timedelta(seconds=31))) == 0
    assert finish(ledger.expire(START + timedelta(minutes=10, seconds=31))) == 0
    assert len(ledger) == 0


def test_pages_by_agent_outcome_and_position() -> None:
    ledger = MemoryLedger()
    for number, agent in enumerate(("nova", "lyra", "all")):
        finish(ledger.record(entry(number, agent)))
    finish(ledger.record_receivers(entry(0).command.id, 1, START))

    def ids(**query: object) -> list[str]:
        found = finish(ledger.page(CommandQuery(limit=10, **query), START))  # type: ignore[arg-type]
        return [one.command.id[7] for one in found]

    assert ids() == ["2", "1", "0"]
    assert ids(agent="lyra") == ["2", "1"]
    assert ids(outcome=Outcome.DELIVERED) == ["0"]
    last = entry(2)
    assert ids(before=(last.issued_at, last.command.id)) == ["1", "0"]


def test_receivers_of_a_command_for_all_prove_nothing_about_one() -> None:
    ledger = MemoryLedger()
    sent = entry(0, "all")
    finish(ledger.record(sent))
    finish(ledger.record_receivers(sent.command.id, 7, START))
    found = finish(ledger.read(sent.command.id, START))
    assert found is not None
    assert (found.receivers, found.outcome) == (7, Outcome.SENT)
