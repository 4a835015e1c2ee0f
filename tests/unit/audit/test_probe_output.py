"""The probe's text is read strictly: what a container can write imitates no section."""

from dataclasses import replace

import pytest

from tests.audit.facts import CouldNotLookError, Section
from tests.audit.probe_output import is_loopback, listening_ports, parse_sections, processes
from tests.support.audit_facts import good_facts

NONCE = "0123abcd"


def _section(name: str, body: str, status: int = 0) -> str:
    return f"\n@@{NONCE} begin {name}\n{body}\n@@{NONCE} end {status}\n"


def test_sections_have_output_and_status() -> None:
    text = _section("root", "reachable\n") + _section("limits", "", 1)
    assert parse_sections(text, NONCE) == {
        "root": Section("reachable\n", 0),
        "limits": Section("", 1),
    }


def test_a_section_with_another_nonce_is_only_text() -> None:
    forged = "\n@@ffff begin root\nreachable\n@@ffff end 0\n"
    assert list(parse_sections(_section("programs", forged), NONCE)) == ["programs"]


def test_a_cut_off_section_is_refused() -> None:
    with pytest.raises(CouldNotLookError, match="cut off"):
        parse_sections(f"\n@@{NONCE} begin root\nreach", NONCE)


def test_a_section_that_comes_twice_is_refused() -> None:
    with pytest.raises(CouldNotLookError, match="twice"):
        parse_sections(_section("root", "a") + _section("root", "b"), NONCE)


def test_a_process_that_ended_meanwhile_is_left_out() -> None:
    facts = good_facts()
    more = {"status 7": Section("", 1), "environ 7": Section("", 1), "gone 7": Section("", 0)}
    assert [
        each.pid for each in processes(replace(facts, sections={**facts.sections, **more}))
    ] == [1]


def test_a_process_that_could_not_be_read_is_no_process_without_rights() -> None:
    facts = good_facts()
    unread = replace(facts, sections={**facts.sections, "status 7": Section("denied", 1)})
    with pytest.raises(CouldNotLookError, match="status 7"):
        processes(unread)


def test_pid_1_has_to_be_seen() -> None:
    facts = good_facts()
    rest = {name: each for name, each in facts.sections.items() if name != "status 1"}
    with pytest.raises(CouldNotLookError, match="PID 1"):
        processes(replace(facts, sections=rest))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("0100007F", True),
        ("0B00007F", True),
        ("00000000", False),
        ("020012AC", False),
        ("00000000000000000000000001000000", True),
        ("0000000000000000FFFF00000100007F", True),
        ("0000000000000000FFFF000000000000", False),
        ("0" * 32, False),
    ],
)
def test_loopback_is_told_from_the_rest(address: str, *, expected: bool) -> None:
    assert is_loopback(address) is expected


def test_listening_ports_leave_out_loopback_and_connections() -> None:
    assert listening_ports(good_facts()) == {"tcp": {8760}, "udp": set()}
