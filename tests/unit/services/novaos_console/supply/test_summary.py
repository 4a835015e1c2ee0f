"""What all workloads add up to: one problem is a problem, one unknown is not verified."""

from datetime import timedelta
from typing import Any

import pytest

from services.novaos_console.supply.summary import SupplyChain, read_running, read_supply_chain
from tests.support.supply_samples import (
    AGENTS,
    IMAGE,
    NOW,
    OLD_WORKLOAD,
    RUNNING,
    WORKLOAD,
    published,
)

_WAIVER = {
    "finding": "CVE-1",
    "owner": "o",
    "reason": "r",
    "ticket": "t",
    "expires_at": "2026-02-01T00:00:00Z",
}


def read(summary: dict[str, Any], running: dict[str, str] | None = RUNNING) -> SupplyChain:
    return read_supply_chain(summary, running, NOW)


def test_workload_of_which_all_is_proved_is_verified() -> None:
    chain = read(published())
    assert (chain.headline.text, chain.headline.tone) == ("all 1 workloads verified", "ok")
    assert chain.audited_at == "2026-03-01T11:30:00Z"


@pytest.mark.parametrize(
    ("workload", "image", "problem"),
    [
        ({**WORKLOAD, "verdict": "FAILED"}, IMAGE, "verdict: failed"),
        (WORKLOAD, {**IMAGE, "attestations": []}, "signature: not verified"),
        (WORKLOAD, {**IMAGE, "sbom": {"state": "could not check"}}, "SBOM: could not check"),
        (WORKLOAD, {**IMAGE, "waivers": [_WAIVER]}, "waiver CVE-1: expired"),
    ],
)
def test_one_problem_is_told(workload: dict[str, Any], image: dict[str, Any], problem: str) -> None:
    chain = read(published(workload, image))
    assert chain.headline.text == "1 of 1 workloads have problems"
    assert chain.lines[0].problems == [problem]


def test_agent_that_runs_another_image_is_a_problem() -> None:
    chain = read(published(), {"agent-nova": f"x@sha256:{'c' * 64}"})
    assert chain.lines[0].problems == ["running image: differs"]


@pytest.mark.parametrize(
    ("running", "text"), [(None, "could not be read"), ({"agent-nova": ""}, "no report")]
)
def test_silence_is_no_agreement(running: dict[str, str] | None, text: str) -> None:
    chain = read(published(), running)
    assert chain.lines[0].running.text == text
    assert chain.headline.tone == "warn"


def test_workload_that_never_reports_is_no_doubt() -> None:
    assert read(published(), {}).headline.tone == "ok"


def test_summary_of_yesterday_is_old() -> None:
    at = (NOW - timedelta(hours=24, seconds=1)).isoformat()
    chain = read(published(published_at=at))
    assert chain.is_old
    assert chain.headline.text == "old"
    assert not read(published(published_at=(NOW - timedelta(hours=24)).isoformat())).is_old


def test_first_form_of_the_summary_is_not_published_never_an_error() -> None:
    chain = read(published(OLD_WORKLOAD, None))
    assert not chain.has_images
    assert (chain.headline.tone, chain.audited_at) == ("warn", None)
    assert {word.text for word in chain.lines[0].words.values()} == {
        "not published",
        "passed",
        "as published",
    }


def test_what_is_unknown_is_counted() -> None:
    image = {**IMAGE, "scan": {"state": "read"}}
    chain = read(published(WORKLOAD, image))
    assert chain.headline.detail == "vulnerabilities not assessed (1)"
    assert (chain.count("vulnerabilities"), chain.count("signature")) == (0, 1)


def test_waiver_of_an_image_is_listed_once() -> None:
    summary = published(WORKLOAD, {**IMAGE, "waivers": [_WAIVER]})
    summary["items"].append({**WORKLOAD, "workload": "again"})
    assert len(read(summary).waivers) == 1


def test_agents_are_known_by_their_workloads() -> None:
    assert read_running(AGENTS) == RUNNING
