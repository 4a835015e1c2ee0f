"""The names are the seed's."""

import re

import pytest

from agents.contract import names


def test_names_are_the_seeds() -> None:
    assert len(names.AGENT_NAMES) == 7
    assert names.control_channel("nova") == "agent.nova.control"
    assert names.control_channel(names.EVERY_AGENT) == names.ALL_CONTROL_CHANNEL
    assert names.ALL_CONTROL_CHANNEL == "agent.all.control"
    assert names.log_stream("nova") == "agent:nova:logs"
    assert names.ALL_LOGS_STREAM == "agent:logs"
    assert names.state_key("nova") == "agent:nova:state"


@pytest.mark.parametrize("name", names.AGENT_NAMES)
def test_every_agent_fits_the_grammar_and_is_known(name: str) -> None:
    assert re.fullmatch(names.NAME_PATTERN, name)
    assert names.require_agent_name(name) == name


@pytest.mark.parametrize("name", ["", "all", "NOVA", "nova ", "nova\n", "atlas", "nova.control"])
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="unknown agent"):
        names.require_agent_name(name)
