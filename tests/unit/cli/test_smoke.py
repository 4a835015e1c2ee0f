"""The smoke check is satisfied by what core-api says of each agent and each command only."""

import pytest

from cli.caller import SmokeError
from cli.smoke import check_outcome, not_online


@pytest.mark.parametrize(
    ("answer", "missing"),
    [
        ({"agents": [{"agent": "nova", "state": "online"}]}, ["riven"]),
        ({"agents": [{"agent": "nova", "state": "stale"}]}, ["nova", "riven"]),
        ({"agents": [{"agent": "nova", "online": True}]}, ["nova", "riven"]),
        (
            {"agents": [{"agent": n, "state": "online"} for n in ("nova", "riven", "lyra")]},
            [],
        ),
        ({"agents": []}, ["nova", "riven"]),
        (None, ["nova", "riven"]),
        ("nova online", ["nova", "riven"]),
    ],
)
def test_agent_is_online_when_core_api_says_so(answer: object, missing: list[str]) -> None:
    assert not_online(answer, ("nova", "riven")) == missing


@pytest.mark.parametrize("outcome", ["sent", "delivered", "acknowledged", "done"])
def test_command_under_way_is_waited_for(outcome: str) -> None:
    assert check_outcome({"agent": "nova", "outcome": outcome}) == outcome


@pytest.mark.parametrize("answer", [None, [], "done", {"error": "not found"}])
def test_command_that_nobody_knows_is_not_done(answer: object) -> None:
    assert check_outcome(answer) == ""


@pytest.mark.parametrize("outcome", ["failed", "timed_out"])
def test_command_that_ended_badly_ends_the_check(outcome: str) -> None:
    with pytest.raises(SmokeError, match=outcome) as caught:
        check_outcome({"agent": "nova", "outcome": outcome, "targets": []})
    assert "agent-nova" in caught.value.fix
