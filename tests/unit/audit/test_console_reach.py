"""From a console core-api answers and nobody else, however the topology declares it."""

from dataclasses import replace

import pytest

from tests.audit.expected import Expected
from tests.audit.facts import Facts, Section
from tests.audit.reach import SILENT_PORT, Target, find_targets
from tests.audit.results import FAIL, NOT_APPLICABLE, PASS, SKIPPED, Result
from tests.audit.run import judge
from tests.support.audit_facts import EXPECTED, good_facts

CONSOLE = replace(EXPECTED, workload="web-shell")
STORES = {"postgres": 5432, "redis-agents": 6379, "redis-brc": 6379, "redis-gypsycove": 6379}
OTHERS = {**STORES, "gypsy-cove": 3000, "novaos-console": 3001, "agent-nova": SILENT_PORT}


def _tried(**answers: str) -> Facts:
    """Facts of a console that tried everybody; `answers` are what is not as it has to be."""
    found = {"core-api": "open", **dict.fromkeys(OTHERS, "closed TimeoutError"), **answers}
    ports = {"core-api": 8760, **OTHERS}
    lines = [f"{name} 172.18.0.2 {ports[name]} {said}" for name, said in found.items() if said]
    facts = good_facts()
    return replace(facts, sections={**facts.sections, "reach": Section("\n".join(lines), 0)})


def _judge(facts: Facts, expected: Expected = CONSOLE) -> Result:
    return judge("console-reach", facts, expected)


def test_console_that_reaches_core_api_alone_passes() -> None:
    assert _judge(_tried()).outcome == PASS


@pytest.mark.parametrize("other", sorted(OTHERS))
@pytest.mark.parametrize("answer", ["open", "closed ConnectionRefusedError"])
def test_anybody_else_who_answers_is_found(other: str, answer: str) -> None:
    result = _judge(_tried(**{other: answer}))
    assert (result.outcome, result.detail) == (FAIL, (f"{other} answers a console",))


def test_way_that_is_declared_is_found_all_the_same() -> None:
    declared = replace(CONSOLE, reachable=frozenset({("redis-brc", 6379)}))
    assert _judge(_tried(**{"redis-brc": "open"}), declared).outcome == FAIL


def test_console_without_core_api_is_found() -> None:
    result = _judge(_tried(**{"core-api": "closed TimeoutError"}))
    assert (result.outcome, result.detail) == (FAIL, ("core-api does not answer",))


@pytest.mark.parametrize("absent", ["core-api", "gypsy-cove", *STORES])
def test_what_nobody_tried_is_no_pass(absent: str) -> None:
    assert _judge(_tried(**{absent: ""})).outcome == SKIPPED


def test_other_workloads_are_not_asked() -> None:
    assert _judge(_tried(), EXPECTED).outcome == NOT_APPLICABLE


class _Engine:
    """One container with two addresses and one network without, as the SDK shows them."""

    api = property(lambda self: self)

    @staticmethod
    def inspect_container(_name: str) -> dict[str, object]:
        addresses = [{"IPAddress": text} for text in ("172.19.0.2", "172.18.0.2", "")]
        return {"NetworkSettings": {"Networks": dict(enumerate(addresses))}}


@pytest.mark.parametrize(
    ("listening", "ports"), [(frozenset(), [SILENT_PORT]), (frozenset({8760, 9760}), [8760, 9760])]
)
def test_every_address_is_tried_and_who_is_silent_too(
    listening: frozenset[int], ports: list[int]
) -> None:
    declared = replace(EXPECTED, workload="agent-nova", listening=listening)
    found = find_targets(_Engine(), [declared])  # type: ignore[arg-type] # what of it is asked
    assert found == tuple(
        Target("agent-nova", address, port)
        for address in ("172.18.0.2", "172.19.0.2")
        for port in ports
    )
