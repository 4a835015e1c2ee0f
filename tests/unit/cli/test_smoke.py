"""The smoke check is satisfied by what core-api says of each agent and each command only."""

import pytest

from cli import smoke
from cli.caller import SmokeError
from cli.smoke import check_outcome, check_smoke, not_online
from infra.topology import Topology


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


class _WellCaller:
    """A platform where all goes well."""

    def __init__(self, base: str, token: str = "") -> None:
        """Take what a real one takes."""

    def expect(self, path: str, status: int, *, token: bool) -> None:
        """Find everything as expected."""


@pytest.fixture
def _well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smoke, "Caller", _WellCaller)
    monkeypatch.setattr(smoke, "load_token", lambda _environment: "token")
    monkeypatch.setattr(smoke, "_await_agents", lambda _caller, _say: None)
    monkeypatch.setattr(smoke, "_ping_all", lambda _caller, _say: 7)


@pytest.mark.usefixtures("_well")
def test_platform_that_does_what_it_is_for_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(smoke, "check_consoles", lambda _topology: "3 consoles ready")
    said = check_smoke("test", print)
    assert "pings done in 7 ms" in said
    assert said.endswith("relay ready, 3 consoles ready")


@pytest.mark.usefixtures("_well")
def test_consoles_that_are_not_there_end_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_topology: Topology) -> str:
        raise SmokeError("gypsy-cove is away", fix="make status")

    monkeypatch.setattr(smoke, "check_consoles", away)
    with pytest.raises(SmokeError, match="gypsy-cove is away"):
        check_smoke("test", print)
