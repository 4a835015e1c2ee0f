"""What could not be looked at is never a pass, and what does not apply says why."""

from dataclasses import replace

import pytest

from tests.audit.facts import SecretSearch, Section
from tests.audit.results import FAIL, NOT_APPLICABLE, SKIPPED
from tests.audit.run import judge
from tests.support.audit_facts import (
    EXPECTED,
    good_facts,
    outcomes_of,
    with_container,
    with_section,
)


@pytest.mark.parametrize("name", sorted(good_facts().sections))
def test_a_section_that_could_not_be_read_never_passes_the_checks_that_need_it(name: str) -> None:
    facts = good_facts()
    failed = replace(facts, sections={**facts.sections, name: Section("permission denied", 1)})
    gone = replace(facts, sections={k: v for k, v in facts.sections.items() if k != name})
    if name == "cmdline 1":
        return  # Only the search for secret values reads it, while it is gathered.
    for spoilt in (failed, gone):
        assert SKIPPED in outcomes_of(spoilt).values()
        assert FAIL not in outcomes_of(spoilt).values()


@pytest.mark.parametrize("key", sorted(good_facts().container["HostConfig"]))
def test_an_engine_that_reports_nothing_is_never_a_pass(key: str) -> None:
    facts = good_facts()
    host = {k: v for k, v in facts.container["HostConfig"].items() if k != key}
    # The engine leaves these out when they are not set.
    tolerated = {"CgroupnsMode", "DeviceCgroupRules", "DeviceRequests", "Sysctls"}
    outcomes = outcomes_of(with_container(facts, "HostConfig", host))
    if key not in tolerated:
        assert {SKIPPED, FAIL} & set(outcomes.values())


def test_nothing_searched_for_is_no_pass() -> None:
    facts = replace(good_facts(), secret_search=SecretSearch((), (), (), 0))
    assert judge("secret-values", facts, EXPECTED).outcome == SKIPPED


def test_a_place_that_was_not_searched_is_no_pass() -> None:
    facts = replace(good_facts(), secret_search=SecretSearch((), (), ("/data: no",), 3))
    assert judge("secret-values", facts, EXPECTED).outcome == SKIPPED


def test_no_program_seen_is_no_pass() -> None:
    facts = with_section(good_facts(), "programs", "", "")
    emptied = replace(facts, sections={**facts.sections, "programs": Section("", 0)})
    assert judge("no-shell", emptied, EXPECTED).outcome == SKIPPED


@pytest.mark.parametrize("check", ["apparmor", "selinux"])
def test_a_host_without_the_feature_is_not_applicable(check: str) -> None:
    facts = replace(good_facts(), engine={**good_facts().engine, "SecurityOptions": []})
    assert judge(check, facts, EXPECTED).outcome == NOT_APPLICABLE


def test_an_engine_that_does_not_say_is_no_pass() -> None:
    facts = replace(good_facts(), engine={})
    assert judge("apparmor", facts, EXPECTED).outcome == SKIPPED


def test_a_declared_shell_is_not_applicable_with_its_reason() -> None:
    facts = with_section(good_facts(), "programs", "python3.13", "dash")
    result = judge("no-shell", facts, replace(EXPECTED, shell_reason="initdb needs it"))
    assert (result.outcome, result.detail) == (NOT_APPLICABLE, ("declared: initdb needs it",))
