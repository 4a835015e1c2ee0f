"""Velora's capabilities from the task's input to the result, over core-api's lists."""

from typing import Any, get_args

import msgspec
import pytest

from agents.contract.limits import DESCRIPTION_CHARACTERS_MAX, RESULT_BYTES_MAX
from agents.contract.messages import Command
from agents.runtime.task import Outcome, execute_task
from agents.velora.agent import AGENT
from agents.velora.inputs import Segment
from agents.velora.segments import SEGMENTS
from tests.support.core_api_answers import AnsweringCoreApi, every_part, task_context
from tests.support.ledger import CREATOR, at, entry, right
from tests.support.platform_messages import COMMAND

AREA = "/api/v1/blackrose"
MEMBERS = [f"member-{number:03}" for number in range(400)]


def core_api(months: int = 10) -> AnsweringCoreApi:
    """Serve a platform on which every member pays every month, the first one leaves."""
    days = [f"2026-{month:02}-05" for month in range(11 - months, 11)]
    ledger = [
        entry(day, 1000 + number, who)
        for number, who in enumerate(MEMBERS[:9])
        for day in (days[:-1] if number == 0 else days)
    ]
    joined = at("2026-01-01").isoformat()
    crm = [
        {"member_id": who, "creator_id": CREATOR, "first_entitled_at": joined, "active": True}
        for who in MEMBERS
    ]
    return AnsweringCoreApi(
        {
            f"{AREA}/ledger": ledger,
            f"{AREA}/entitlements": [right(who, "2026-01-01") for who in MEMBERS[:9]],
            f"{AREA}/members": crm,
            f"{AREA}/creators": [{"id": CREATOR}],
            f"{AREA}/creators/{CREATOR}/tiers": [],
            f"{AREA}/creators/{CREATOR}/tier-invitations": [{"id": str(n)} for n in range(20)],
        }
    )


def run(capability: str, given: dict[str, Any], served: AnsweringCoreApi | None = None) -> Outcome:
    args = {"capability": capability, "input": given}
    command = msgspec.convert({**COMMAND, "agent": "velora", "op": "task", "args": args}, Command)
    return execute_task(command, AGENT, task_context("velora", served or core_api()))


GOOD: dict[str, dict[str, Any]] = {
    "kpi_report": {"month": "2026-10", "creator_id": CREATOR},
    "revenue_forecast": {"currency": "EUR"},
    "rfm_segments": {"currency": "EUR", "list_segment": "champions"},
    "cohort_retention": {"currency": "EUR"},
    "conversion_funnel": {},
    "lifetime_value": {"currency": "EUR"},
    "crm_export": {"creator_id": CREATOR},
}


def test_every_capability_of_the_table_is_tried_and_described() -> None:
    assert set(GOOD) == set(AGENT.capabilities)
    lengths = [len(each.description) for each in AGENT.capabilities.values()]
    assert all(20 < length <= DESCRIPTION_CHARACTERS_MAX for length in lengths)


@pytest.mark.parametrize("capability", sorted(GOOD))
def test_a_capability_works_and_its_result_fits(capability: str) -> None:
    outcome = run(capability, GOOD[capability])
    assert outcome.error == ""
    assert len(msgspec.json.encode(outcome.result)) <= RESULT_BYTES_MAX


@pytest.mark.parametrize(
    ("capability", "given", "reason"),
    [
        ("kpi_report", {"month": "2026-13"}, "month"),
        ("kpi_report", {"month": "2027-01"}, "has not begun"),
        ("kpi_report", {"creator_id": "../ledger"}, "creator_id"),
        ("revenue_forecast", {}, "currency"),
        ("revenue_forecast", {"currency": "euro"}, "currency"),
        ("revenue_forecast", {"currency": "EUR", "horizon": 0}, "horizon"),
        ("revenue_forecast", {"currency": "USD"}, "0 complete months"),
        ("rfm_segments", {"currency": "USD"}, "at least 5"),
        ("rfm_segments", {"currency": "EUR", "list_segment": "rich"}, "list_segment"),
        ("cohort_retention", {"currency": "EUR", "months": 99}, "months"),
        ("conversion_funnel", {"colour": "red"}, "unknown field"),
        ("lifetime_value", {"currency": "EUR", "months": 1}, "months"),
        ("crm_export", {}, "creator_id"),
        ("crm_export", {"creator_id": CREATOR, "from_row": -1}, "from_row"),
    ],
)
def test_bad_input_gets_a_reason(capability: str, given: dict[str, Any], reason: str) -> None:
    outcome = run(capability, given)
    assert reason in outcome.error
    assert outcome.result is None


@pytest.mark.parametrize("capability", sorted(GOOD))
def test_a_refusal_of_core_api_is_the_reason(capability: str) -> None:
    outcome = run(capability, GOOD[capability], AnsweringCoreApi())
    assert "core-api refused with 404" in outcome.error


def test_the_forecast_counts_the_months_that_are_over() -> None:
    result = run("revenue_forecast", {"currency": "EUR"}).result
    assert result["observed_months"] == 10
    assert [month["month"] for month in result["months"]] == ["2026-11", "2026-12", "2027-01"]
    assert "Holt" in result["method"]


def test_the_export_comes_in_parts_that_hold_every_member_once() -> None:
    served = core_api()
    results = every_part(
        lambda start: dict(
            run("crm_export", {"creator_id": CREATOR, "from_row": start}, served).result
        )
    )
    lines = [line for result in results for line in result["csv"].splitlines()[1:]]
    assert [line.split(",")[1] for line in lines] == MEMBERS


@pytest.mark.parametrize("given", [{}, {"creator_id": CREATOR}])
def test_the_funnel_begins_with_the_invitations(given: dict[str, str]) -> None:
    stages = run("conversion_funnel", given).result["stages"]
    assert [(one["stage"], one["members"]) for one in stages] == [
        ("invited", 20),
        ("redeemed", 9),
        ("paid", 9),
        ("renewed", 9),
    ]


def test_what_is_asked_names_the_creator() -> None:
    served = core_api()
    run("kpi_report", GOOD["kpi_report"], served)
    assert {query["creator_id"] for _, query in served.asked} == {CREATOR}
    ledger = next(query for path, query in served.asked if path == f"{AREA}/ledger")
    assert ledger["until"] == "2026-11-01T00:00:00+00:00"


def test_the_segments_that_can_be_listed_are_those_that_exist() -> None:
    assert set(get_args(Segment)) == set(SEGMENTS)
