"""Under lost, doubled and delayed messages and killed agents, no command runs twice or stays open.

The ledger is the one that GodMode's commands use; PostgreSQL's rules by the same functions.
"""

import random

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from agents.contract.names import AGENT_NAMES, EVERY_AGENT
from services.core_api.commands.outcome import FINAL, Outcome
from tests.support.command_simulation import FAULTS, Simulation, finish

_COMMANDS = 10_000
_AGENTS = st.sampled_from(("echo", "nova"))
"""Two are enough to confuse, and few enough to meet each other's faults."""
_DEADLINE_MAX = 60
_FAULTS = st.sampled_from(
    (
        (),
        ("none", "killed_before"),
        ("none", "killed_after"),
        ("killed_after",),
        ("request_lost", "doubled_later", "killed_before"),
        ("answer_lost", "none", "answer_lost"),
    ),
)
"""What the claim meets, and then the report of the end."""


class CommandMachine(RuleBasedStateMachine):
    """What can happen to commands and agents, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.simulation = Simulation()

    @rule(target_name=st.sampled_from(("echo", "nova", EVERY_AGENT)), seconds=st.integers(5, 60))
    def send(self, target_name: str, seconds: int) -> None:
        """A command for one agent or for all."""
        self.simulation.send(target_name, seconds)

    @precondition(lambda self: self.simulation.flying)
    @rule(data=st.data(), keeps=st.booleans(), arrives=st.booleans())
    def deliver(self, data: st.DataObject, keeps: bool, arrives: bool) -> None:  # noqa: FBT001 - drawn
        """A published message arrives, is lost, or stays to arrive again."""
        flying = self.simulation.flying
        index = data.draw(st.integers(0, len(flying) - 1))
        agent, payload = flying[index] if keeps else flying.pop(index)
        if arrives:
            self.simulation.agents[agent].receive(payload)

    @rule(name=_AGENTS, faults=_FAULTS)
    def work(self, name: str, faults: tuple[str, ...]) -> None:
        """An agent works on all that waits, and its first reports meet these faults."""
        self.simulation.faults.extend(faults)
        while self.simulation.agents[name].has_work:
            self.simulation.agents[name].work()
        self.simulation.faults.clear()

    @precondition(lambda self: self.simulation.late)
    @rule(data=st.data())
    def report_arrives_late(self, data: st.DataObject) -> None:
        """A report arrives once more."""
        last = len(self.simulation.late) - 1
        self.simulation.arrive_late(data.draw(st.integers(0, last)))

    @rule(name=_AGENTS)
    def restart(self, name: str) -> None:
        """The process of an agent ends, idle."""
        self.simulation.agents[name].restart()

    @rule(name=_AGENTS, faults=_FAULTS)
    def deliver_all_and_work(self, name: str, faults: tuple[str, ...]) -> None:
        """What was published lately is delivered, again or for the first time, and worked on."""
        self.simulation.redeliver(name)
        self.work(name, faults)

    @rule(seconds=st.floats(0.1, 15))
    def time_passes(self, seconds: float) -> None:
        """Deadlines may pass."""
        self.simulation.wait(seconds)

    @rule()
    def sweep(self) -> None:
        """What timed out is written down, and old entries go."""
        finish(self.simulation.ledger.expire(self.simulation.clock()))
        known = {entry.command.id for entry in self.simulation.ledger._entries.values()}
        self.simulation.commands = [one for one in self.simulation.commands if one in known]

    @invariant()
    def nothing_is_wrong(self) -> None:
        """At every moment."""
        assert self.simulation.find_wrong() == []

    def teardown(self) -> None:
        """In the end all deadlines have passed."""
        self.simulation.wait(_DEADLINE_MAX + 1)
        assert self.simulation.find_wrong() == []
        assert set(self.simulation.outcomes()) <= FINAL


TestCommandMachine = CommandMachine.TestCase
TestCommandMachine.settings = settings(
    max_examples=40, stateful_step_count=40, deadline=None, derandomize=True
)


def test_ten_thousand_commands_end_once() -> None:
    dice = random.Random(8760)  # noqa: S311 - a seeded run
    simulation = Simulation()
    for _ in range(_COMMANDS):
        simulation.send(dice.choice(AGENT_NAMES), dice.randint(5, _DEADLINE_MAX))
        name = dice.choice(AGENT_NAMES)
        for _ in range(2):
            _fly(simulation, dice)
            simulation.faults.extend(dice.choices(FAULTS, (16, 2, 2, 2, 1, 1), k=3))
            simulation.agents[name].work()
            simulation.faults.clear()
        if dice.random() < 0.05:
            simulation.redeliver(name)
        simulation.wait(dice.uniform(0.0, 0.5))
    _drain(simulation, dice)
    simulation.wait(_DEADLINE_MAX + 1)
    assert simulation.find_wrong() == []
    outcomes = simulation.outcomes()
    assert set(outcomes) == {Outcome.DONE, Outcome.FAILED, Outcome.TIMED_OUT}
    assert sum(outcomes.values()) == _COMMANDS
    assert min(outcomes.values()) > _COMMANDS / 20, "each end is really tried"
    assert all(n == 1 for n in simulation.executed.values())


def _fly(simulation: Simulation, dice: random.Random) -> None:
    for _ in range(min(len(simulation.flying), 2)):
        index = dice.randrange(max(0, len(simulation.flying) - 20), len(simulation.flying))
        fate = dice.random()
        agent, payload = simulation.flying[index]
        if fate > 0.15:
            simulation.flying.pop(index)
        if fate > 0.05:
            simulation.agents[agent].receive(payload)
    if simulation.late and dice.random() > 0.5:
        simulation.arrive_late(dice.randrange(len(simulation.late)))


def _drain(simulation: Simulation, dice: random.Random) -> None:
    while simulation.flying or simulation.late:
        _fly(simulation, dice)
        for agent in simulation.agents.values():
            agent.work()
