"""No verdict is better than its worst piece of evidence."""

from itertools import product

import pytest

from sbom.report.catalogue import Control, Requirement
from sbom.report.finding import Finding, Outcome, Verdict
from sbom.report.judgement import decide, judge_control

CONTROL = Control(
    id="X-1", title="t", clause="c", statement="s", evidence=(Requirement(audit=("user",)),)
)


def _finding(outcome: Outcome) -> Finding:
    return Finding("audit", "user", "core-api", outcome, "because", "a" * 64)


@pytest.mark.parametrize(
    ("outcomes", "verdict"),
    [
        ((Outcome.PASS,), Verdict.PASS),
        ((Outcome.PASS, Outcome.NOT_APPLICABLE), Verdict.PASS),
        ((Outcome.NOT_APPLICABLE,), Verdict.NOT_APPLICABLE),
        ((Outcome.PASS, Outcome.MANUAL), Verdict.MANUAL),
        ((Outcome.NOT_APPLICABLE, Outcome.MANUAL), Verdict.MANUAL),
        ((Outcome.PASS, Outcome.MISSING), Verdict.FAIL),
        ((Outcome.MANUAL, Outcome.FAIL), Verdict.FAIL),
        ((), Verdict.FAIL),
    ],
)
def test_verdict_follows_from_the_outcomes(outcomes: tuple[Outcome, ...], verdict: Verdict) -> None:
    assert decide([_finding(each) for each in outcomes])[0] is verdict


@pytest.mark.parametrize("others", list(product(Outcome, repeat=2)))
@pytest.mark.parametrize("bad", [Outcome.FAIL, Outcome.MISSING])
def test_bad_evidence_always_fails(bad: Outcome, others: tuple[Outcome, ...]) -> None:
    assert decide([_finding(each) for each in (*others, bad)])[0] is Verdict.FAIL


def test_a_pass_without_evidence_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="without evidence"):
        Finding("audit", "user", "core-api", Outcome.PASS)


def test_a_requirement_for_which_nothing_is_found_fails() -> None:
    assert judge_control(CONTROL, lambda _: []).verdict is Verdict.FAIL


def test_a_control_without_object_keeps_its_reason() -> None:
    control = CONTROL.model_copy(update={"evidence": (), "not_applicable": "no Windows here"})
    judged = judge_control(control, lambda _: [])
    assert (judged.verdict, judged.reason) == (Verdict.NOT_APPLICABLE, "no Windows here")


def test_equal_reasons_are_said_once_with_all_subjects() -> None:
    findings = [
        Finding("scan", "x", image, Outcome.MANUAL, "no database") for image in ("redis", "core")
    ]
    assert decide(findings)[1] == "redis, core: no database"
