"""Of a Redis server every user is looked at, and of the networks every way that is declared."""

from dataclasses import replace

import pytest

from infra.redis_acl import render_users_acl
from infra.redis_zones import REDIS_ZONES
from tests.audit.checks.redis import parse_users
from tests.audit.facts import CouldNotLookError, Section
from tests.audit.reach import CLOSED, OPEN, REFUSED, Target, reached, render_targets
from tests.audit.results import NOT_APPLICABLE, SKIPPED
from tests.audit.run import judge
from tests.support.audit_facts import EXPECTED, good_facts, with_section


def test_acl_file_and_what_the_server_says_of_it_are_the_same() -> None:
    text = render_users_acl(REDIS_ZONES[0], lambda name: f"value of {name}")
    said = text.replace(" reset ", " ").replace(" on ", " on sanitize-payload ")
    assert parse_users(said) == parse_users(text)
    assert set(parse_users(text)) == {"default", *(user.name for user in REDIS_ZONES[0].users)}


def test_right_in_a_selector_is_another_than_the_same_outside() -> None:
    inside = parse_users("user relay on -@all +ping (resetchannels &echo.events -@all +publish)")
    assert inside == parse_users("user relay on +ping (-@all +publish &echo.events)")
    assert inside != parse_users("user relay on +ping +publish &echo.events")


def test_workload_without_redis_is_not_applicable() -> None:
    expected = replace(EXPECTED, redis_users={})
    assert judge("redis-users", good_facts(), expected).outcome == NOT_APPLICABLE
    assert judge("redis-log", good_facts(), expected).outcome == NOT_APPLICABLE


def test_server_that_names_no_user_is_no_pass() -> None:
    facts = good_facts()
    emptied = replace(facts, sections={**facts.sections, "redis-acl": Section("\n", 0)})
    assert judge("redis-users", emptied, EXPECTED).outcome == SKIPPED


def test_port_that_nobody_tried_is_no_pass() -> None:
    facts = with_section(good_facts(), "reach", "redis-brc", "redis-agents")
    assert judge("reach", facts, EXPECTED).outcome == SKIPPED


def test_one_open_address_is_a_way() -> None:
    assert reached(good_facts()) == {("postgres", 5432): OPEN, ("redis-brc", 6379): CLOSED}


def test_refusal_is_an_answer_and_silence_is_none() -> None:
    facts = with_section(good_facts(), "reach", "closed OSError", "closed ConnectionRefusedError")
    assert reached(facts)["redis-brc", 6379] == REFUSED


def test_answer_that_is_not_understood_is_no_pass() -> None:
    facts = with_section(good_facts(), "reach", "closed OSError", "perhaps OSError")
    with pytest.raises(CouldNotLookError, match="not understood"):
        reached(facts)


def test_targets_are_plain_words() -> None:
    targets = (Target("redis-brc", "172.18.0.2", 6379), Target("postgres", "172.19.0.2", 5432))
    assert render_targets(targets) == "redis-brc 172.18.0.2 6379\npostgres 172.19.0.2 5432"
