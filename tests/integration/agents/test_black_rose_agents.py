"""Lyra, velora and audita on real data of Black Rose: the rows that they read are those served."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import jwt
import pytest

from agents.audita.agent import AGENT as AUDITA_MODULE
from agents.lyra.agent import AGENT as LYRA_MODULE
from agents.runtime.capability import AgentModule
from agents.velora.agent import AGENT as VELORA_MODULE
from services.core_api.access.actors import Platform, Role
from tests.support.agent_on_gateway import run_capability
from tests.support.area_gateway import person
from tests.support.blackrose import (
    COUNTER,
    MEMBER,
    NOTICE,
    REMOVAL,
    Collective,
    consent_of,
    running_collective,
)

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]
MODULES: dict[str, AgentModule] = {
    "lyra": LYRA_MODULE,
    "velora": VELORA_MODULE,
    "audita": AUDITA_MODULE,
}
PEOPLE = [person(Role.MEMBER, Platform.BLACKROSE, 100 + number) for number in range(6)]
ANNA = {"person_ref": "P-1", "display_name": "Anna"}


def fill_ledger(brc: Collective) -> None:
    """Let six members pay in each of the last ten months; the first of them stops after two."""
    tier = brc.new_tier()
    month = brc.now.replace(day=5, hour=12, minute=0, second=0, microsecond=0)
    for back in range(10):
        month = (month.replace(day=1) - timedelta(days=1)).replace(day=5)
        for number, who in enumerate(PEOPLE[1 if back < 8 else 0 :], start=1):
            body = {
                "creator_id": brc.alice_id,
                "kind": "subscription",
                "member_id": who.subject,
                "tier_id": tier,
                "amount_minor": 500 + number,
                "currency": "USD",
                "occurred_at": month.isoformat(),
                "category": "=subscriptions",
                "reference": f"{month:%Y-%m}-{who.subject}",
            }
            brc.done(brc.alice, "POST", "/ledger", body)
    code = {"tier_id": tier, "expires_at": brc.later(hours=1)}
    path = f"/creators/{brc.alice_id}/tier-invitations"
    invited = [brc.done(brc.alice, "POST", path, code)["code"] for _ in range(3)]
    brc.done(MEMBER, "POST", "/entitlements/redeem", {"code": invited[0]})


def fill_cases(brc: Collective) -> None:
    """Publish a post with a consent; let one be countered and one be removed; leave drafts."""
    shown = brc.draft(depicted=[ANNA])
    brc.done(brc.alice, "POST", f"/posts/{shown}/consents", consent_of("P-1"))
    brc.done(brc.alice, "POST", f"/posts/{shown}/submit")
    brc.done(person(Role.ADMIN, Platform.BLACKROSE, 11), "POST", f"/posts/{shown}/approve")
    brc.done(brc.alice, "POST", f"/posts/{shown}/publish")
    copied, removed = brc.published(), brc.published()
    brc.done(None, "POST", "/dmca/notices", {**NOTICE, "post_id": copied})
    (notice,) = brc.items(brc.alice, "/dmca/notices")
    brc.done(brc.alice, "POST", f"/dmca/notices/{notice['id']}/counter-notice", COUNTER)
    brc.done(None, "POST", "/removals", {**REMOVAL, "post_id": removed})
    for number in range(7):
        brc.draft(tags=["tea" if number % 2 else "ink"])


@pytest.fixture(scope="module")
def brc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collective]:
    with running_collective(tmp_path_factory.mktemp("stack")) as started:
        fill_ledger(started)
        fill_cases(started)
        yield started


def result_of(brc: Collective, name: str, capability: str, **given: object) -> Any:  # noqa: ANN401 - any JSON
    outcome = run_capability(brc.gateway, name, MODULES[name], capability, given)
    assert outcome.error == ""
    return outcome.result


def test_key_figures_are_those_of_the_ledger(brc: Collective) -> None:
    report = result_of(brc, "velora", "kpi_report", creator_id=brc.alice_id)
    (figures,) = report["currencies"]
    assert (figures["currency"], figures["paying_members"]) == ("USD", 5)
    assert figures["mrr_minor"] == sum(500 + number for number in range(1, 6))


def test_the_forecast_has_ten_months_to_learn_from(brc: Collective) -> None:
    forecast = result_of(brc, "velora", "revenue_forecast", currency="USD")
    assert forecast["observed_months"] == 10
    assert all(month["low_95_minor"] <= month["high_95_minor"] for month in forecast["months"])


def test_members_are_segmented_followed_and_valued(brc: Collective) -> None:
    segments = result_of(brc, "velora", "rfm_segments", currency="USD")["segments"]
    assert sum(segment["members"] for segment in segments) == 6
    cohorts = result_of(brc, "velora", "cohort_retention", currency="USD", months=24)["cohorts"]
    assert [(cohort["size"], cohort["paying"][-1]) for cohort in cohorts] == [(6, 5)]
    value = result_of(brc, "velora", "lifetime_value", currency="USD")["value"]
    assert (value["members"], value["lost_member_months"]) == (6, 1)


@pytest.mark.parametrize("everybody", [True, False])
def test_the_funnel_knows_who_was_invited(brc: Collective, *, everybody: bool) -> None:
    given = {} if everybody else {"creator_id": brc.alice_id}
    stages = result_of(brc, "velora", "conversion_funnel", **given)["stages"]
    assert [stage["members"] for stage in stages] == [3, 1, 0, 0]


def test_the_crm_is_exported_with_its_members(brc: Collective) -> None:
    table = result_of(brc, "velora", "crm_export", creator_id=brc.alice_id)["csv"]
    records = list(csv.DictReader(io.StringIO(table, newline="")))
    assert {record["member_id"] for record in records} == {who.subject for who in (*PEOPLE, MEMBER)}


def test_a_published_post_with_its_consent_passes_the_audit(brc: Collective) -> None:
    audit = result_of(brc, "audita", "consent_audit")
    assert (audit["posts"], audit["people"], audit["findings_by_reason"]) == (1, 1, {})


def test_a_text_that_is_not_accepted_is_found(brc: Collective) -> None:
    audit = result_of(brc, "audita", "consent_audit", accepted_texts={"2026-1": "b" * 64})
    assert [row["reason"] for row in audit["findings"]["rows"]] == ["text"]


def test_core_api_and_audita_count_the_same_window(brc: Collective) -> None:
    (row,) = result_of(brc, "audita", "dmca_deadlines")["items"]["rows"]
    assert (row["state"], list(row["findings"])) == ("must_not_restore", [])


def test_the_removal_clock_runs(brc: Collective) -> None:
    (row,) = result_of(brc, "audita", "removal_clock")["items"]["rows"]
    assert (row["state"], list(row["findings"])) == ("running", [])
    assert 0 < row["seconds_left"] <= 48 * 3600


def test_the_year_adds_up_to_the_ledger(brc: Collective) -> None:
    years = {brc.now.year, brc.now.year - 1}
    totals = [result_of(brc, "audita", "tax_summary", year=year)["totals"] for year in years]
    entries = brc.items(brc.alice, "/ledger?limit=500")
    assert sum(each["net_minor"] for total in totals for each in total) == sum(
        entry["amount_minor"] for entry in entries
    )


@pytest.mark.parametrize(
    ("table", "rows"),
    [("posts", 10), ("consents", 1), ("notices", 1), ("removals", 1), ("moderation_log", 1)],
)
def test_tables_are_exported(brc: Collective, table: str, rows: int) -> None:
    exported = result_of(brc, "audita", "audit_export", table=table)
    assert exported["total"] >= rows
    assert len(list(csv.reader(io.StringIO(exported["csv"], newline="")))) > rows


def test_a_signed_export_is_verified_with_the_public_keys(brc: Collective) -> None:
    signed = result_of(brc, "audita", "audit_export", table="ledger", form="signed_json")["jws"]
    keys = brc.gateway.ask(None, "GET", "/.well-known/jwks.json").json()["keys"]
    kid = jwt.get_unverified_header(signed)["kid"]
    key = next(jwt.PyJWK(key) for key in keys if key["kid"] == kid)
    document = json.loads(jwt.PyJWS().decode(signed, key.key, ["RS256"]))
    assert (document["export"], document["from_row"]) == ("ledger", 0)
    assert document["rows"][0]["category"] == "=subscriptions"


def test_the_calendar_places_every_draft(brc: Collective) -> None:
    first_day = (brc.now.date() + timedelta(days=1)).isoformat()
    calendar = result_of(
        brc, "lyra", "content_calendar", creator_id=brc.alice_id, first_day=first_day, days=28
    )
    assert (calendar["drafts"], calendar["placed"]) == (7, 7)


def test_a_post_is_reviewed_and_checked(brc: Collective) -> None:
    post = brc.draft(body="# Tea\n\nSee [here](http://example.com).", tags=["Green Tea"])
    assert result_of(brc, "lyra", "review_draft", post_id=post)["headings"] == 1
    found = result_of(brc, "lyra", "check_media", post_id=post)["findings"]["rows"]
    assert {row["kind"] for row in found} == {"link_text_empty", "link_scheme", "tag_form"}


@pytest.mark.parametrize(
    ("name", "capability", "given"),
    [
        ("lyra", "kpi_report", {}),
        ("lyra", "consent_audit", {}),
        ("velora", "audit_export", {"table": "moderation_log"}),
        ("velora", "dmca_deadlines", {}),
    ],
)
def test_an_agent_reads_only_what_its_rows_open(
    brc: Collective, name: str, capability: str, given: dict[str, object]
) -> None:
    owner = next(module for module in MODULES.values() if capability in module.capabilities)
    outcome = run_capability(brc.gateway, name, owner, capability, given)
    assert "core-api refused with 403" in outcome.error
