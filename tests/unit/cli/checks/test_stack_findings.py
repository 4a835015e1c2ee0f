"""Ports that others hold are found; our own are not counted."""

import pytest

from cli.checks import stack
from cli.checks.finding import Status
from cli.engine import RunningWorkload
from novaos.errors import EvidenceUnavailableError, PreconditionError

PORT = 23760


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody listens on core-api's port of environment `test`."""
    monkeypatch.setattr(stack, "is_free", lambda _address, port: port != PORT)


def running(monkeypatch: pytest.MonkeyPatch, *ports: str) -> None:
    seen = RunningWorkload("core-api", "novaos-test-core-api", "running", ports=ports)
    monkeypatch.setattr(stack, "observe", lambda _: [seen])


@pytest.mark.usefixtures("taken")
def test_a_taken_port_is_refused_by_number_and_workload(monkeypatch: pytest.MonkeyPatch) -> None:
    running(monkeypatch)
    with pytest.raises(PreconditionError, match=rf"{PORT} \(core-api\)") as refusal:
        stack.require_free_ports("test")
    assert "ss -ltnp" in refusal.value.fix


@pytest.mark.parametrize(
    ("port", "workload"),
    [(18000, "gypsy-cove"), (18001, "novaos-console"), (18002, "web-shell"), (23765, "echo-ws")],
)
def test_every_published_port_is_looked_at(
    monkeypatch: pytest.MonkeyPatch, port: int, workload: str
) -> None:
    running(monkeypatch)
    monkeypatch.setattr(stack, "is_free", lambda _address, asked: asked != port)
    assert stack.find_taken_ports("test") == {port: workload}


@pytest.mark.usefixtures("taken")
def test_a_port_that_our_own_container_holds_is_no_conflict(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    running(monkeypatch, f"127.0.0.1:{PORT}->8760/tcp")
    assert stack.check_ports("test").status is Status.OK


def test_an_engine_that_is_away_is_unknown_and_not_ok(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_: str) -> list[RunningWorkload]:
        raise EvidenceUnavailableError("the engine does not answer")

    monkeypatch.setattr(stack, "observe", away)
    assert stack.check_ports("test").status is Status.UNKNOWN
