"""The stack `test`, whole and healthy, before and after each series of faults."""

from collections.abc import Iterator

import pytest

from agents.contract.names import AGENT_NAMES
from tests.support.fault_stack import FaultStack, wait_for

_RECOVERY_SECONDS = 60


def _is_whole(stack: FaultStack) -> bool:
    states = stack.states() or {}
    return all(states.get(name) == "online" for name in AGENT_NAMES)


@pytest.fixture(scope="module")
def stack() -> Iterator[FaultStack]:
    """Have all agents online; a stack that is not whole afterwards is a failure too."""
    faulty = FaultStack()
    try:
        assert wait_for(lambda: _is_whole(faulty), _RECOVERY_SECONDS) is not None, faulty.states()
        yield faulty
        assert wait_for(lambda: _is_whole(faulty), _RECOVERY_SECONDS) is not None, faulty.states()
    finally:
        faulty.close()
