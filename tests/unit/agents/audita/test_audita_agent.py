"""Audita's capabilities from the task's input to the result, over core-api's lists."""

import base64
import csv
import io
import json
from hashlib import sha256
from typing import Any

import msgspec
import pytest

from agents.audita.agent import AGENT
from agents.audita.audit_export import TABLES, TableName
from agents.contract.limits import DESCRIPTION_CHARACTERS_MAX, RESULT_BYTES_MAX
from agents.contract.messages import Command
from agents.runtime.task import Outcome, execute_task
from tests.support.audita_platform import CREATOR, SIGN, core_api
from tests.support.core_api_answers import AnsweringCoreApi, every_part, task_context
from tests.support.platform_messages import COMMAND


def run(capability: str, given: dict[str, Any], served: AnsweringCoreApi | None = None) -> Outcome:
    args = {"capability": capability, "input": given}
    command = msgspec.convert({**COMMAND, "agent": "audita", "op": "task", "args": args}, Command)
    return execute_task(command, AGENT, task_context("audita", served or core_api()))


GOOD: dict[str, dict[str, Any]] = {
    "consent_audit": {},
    "dmca_deadlines": {},
    "removal_clock": {"include_closed": True},
    "tax_summary": {"year": 2026},
    "audit_export": {"table": "ledger"},
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


@pytest.mark.parametrize("capability", sorted(GOOD))
def test_a_list_that_cannot_be_read_is_no_empty_list(capability: str) -> None:
    outcome = run(capability, GOOD[capability], AnsweringCoreApi())
    assert "core-api refused with 404" in outcome.error
    assert outcome.result is None


@pytest.mark.parametrize(
    ("capability", "given", "reason"),
    [
        ("consent_audit", {"creator_id": "all"}, "creator_id"),
        ("consent_audit", {"accepted_texts": {"v1": "short"}}, "accepted_texts"),
        ("dmca_deadlines", {"include_closed": "yes"}, "include_closed"),
        ("removal_clock", {"from_row": -1}, "from_row"),
        ("tax_summary", {}, "year"),
        ("tax_summary", {"year": 99999}, "year"),
        ("audit_export", {"table": "users"}, "table"),
        ("audit_export", {"table": "ledger", "form": "xml"}, "form"),
        ("audit_export", {"table": "notices", "year": 2026}, "no filter year"),
        ("audit_export", {"table": "consents", "creator_id": CREATOR}, "no filter creator_id"),
    ],
)
def test_bad_input_gets_a_reason(capability: str, given: dict[str, Any], reason: str) -> None:
    outcome = run(capability, given)
    assert reason in outcome.error
    assert outcome.result is None


def test_the_consent_audit_counts_what_it_saw_and_lists_every_gap() -> None:
    served = core_api(400)
    results = list(
        every_part(
            lambda start: dict(run("consent_audit", {"from_row": start}, served).result),
            "findings",
        )
    )
    assert {(result["posts"], result["people"]) for result in results} == {(400, 400)}
    assert results[0]["findings_by_reason"] == {"missing": 200}
    assert len(results) > 1
    found = [row["post_id"] for result in results for row in result["findings"]["rows"]]
    assert found == [f"post-{number:03}" for number in range(0, 400, 2)]


def test_deadlines_are_counted_and_the_most_urgent_is_first() -> None:
    result = run("dmca_deadlines", {}).result
    # Received n hours ago, every third restored: n up to 24 is in time.
    assert result["by_state"] == {"closed": 40, "hide": 16, "overdue": 64}
    assert result["items"]["rows"][0]["notice_id"] == "case-119"
    clock = run("removal_clock", {}).result
    assert clock["by_state"] == {"alarm": 25, "overdue": 71, "running": 24}
    assert clock["items"]["rows"][0]["removal_id"] == "case-119"


def test_the_tax_summary_asks_for_the_year_and_gives_no_advice() -> None:
    served = core_api()
    result = run("tax_summary", {"year": 2026, "creator_id": CREATOR}, served).result
    query = served.asked[0][1]
    assert (query["from"], query["until"]) == ("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")
    assert query["creator_id"] == CREATOR
    assert result["totals"][0]["net_minor"] == sum(range(120))
    assert "no tax advice" in result["note"]


def export(table: str, form: str, start: int, served: AnsweringCoreApi) -> dict[str, Any]:
    outcome = run("audit_export", {"table": table, "form": form, "from_row": start}, served)
    assert outcome.error == ""
    assert len(msgspec.json.encode(outcome.result)) <= RESULT_BYTES_MAX
    return dict(outcome.result)


@pytest.mark.parametrize("table", sorted(TABLES))
def test_csv_parts_hold_every_row_once_without_formulas(table: TableName) -> None:
    served = core_api()
    results = list(every_part(lambda start: export(table, "csv", start, served)))
    texts = [io.StringIO(result["csv"], newline="") for result in results]
    records = [record for text in texts for record in csv.DictReader(text)]
    rows = served.lists[TABLES[table].path]
    assert [record["id"] for record in records] == [row["id"] for row in rows]
    cells = [cell for record in records for cell in record.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("table", sorted(TABLES))
def test_signed_parts_hold_every_row_once_and_name_the_whole(table: TableName) -> None:
    served = core_api()
    results = list(every_part(lambda start: export(table, "signed_json", start, served)))
    payloads = [base64.urlsafe_b64decode(result["jws"].split(".")[1]) for result in results]
    documents = [json.loads(payload)["document"] for payload in payloads]
    rows = [row for document in documents for row in document["rows"]]
    digests = {document["all_rows_sha256"] for document in documents}
    compact = json.dumps(rows, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    assert digests == {sha256(compact.encode()).hexdigest()}


def test_no_content_of_a_post_leaves_the_platform() -> None:
    result = run("audit_export", {"table": "posts"}).result
    assert "not for an export" not in result["csv"]


def test_rows_without_a_column_are_refused() -> None:
    served = AnsweringCoreApi({TABLES["removals"].path: [{"id": "r1"}]})
    outcome = run("audit_export", {"table": "removals"}, served)
    assert "have no post_id" in outcome.error


def test_without_a_signature_there_is_no_signed_export() -> None:
    served = core_api()
    unsigned = AnsweringCoreApi(served.lists, {SIGN: {}})
    outcome = run("audit_export", {"table": "ledger", "form": "signed_json"}, unsigned)
    assert "jws" in outcome.error
