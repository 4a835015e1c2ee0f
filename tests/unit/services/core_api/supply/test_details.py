"""What a summary says of components; a summary that lacks them is not one that has none."""

import json
from typing import Any

import pytest

from services.core_api.errors import MalformedError
from services.core_api.supply.details import find_components, read_details, strip_components

_ONE, _TWO = f"sha256:{'a' * 64}", f"sha256:{'b' * 64}"
SUMMARY: dict[str, Any] = {
    "workloads": [
        {"workload": "core-api", "digest": _ONE, "hardening": {"user": "1000:1000"}},
        {"workload": "echo-ws", "digest": _TWO},
    ],
    "images": {
        _ONE: {"sbom": {"state": "read", "components": [0, 1]}, "waivers": []},
        _TWO: {"sbom": {"state": "read", "components": [1]}},
    },
    "components": [
        {"name": "openssl", "version": "3.5.1", "licences": ["Apache-2.0"]},
        {"name": "libc6", "version": "2.41", "purl": "pkg:deb/debian/libc6@2.41"},
    ],
}


def payload(**changes: object) -> bytes:
    return json.dumps({**SUMMARY, **changes}).encode()


@pytest.mark.parametrize(
    ("words", "workload", "found"),
    [
        ("", "", [("libc6", ("core-api", "echo-ws")), ("openssl", ("core-api",))]),
        ("OpenSSL 3.5", "", [("openssl", ("core-api",))]),
        ("apache", "", [("openssl", ("core-api",))]),
        ("debian", "echo-ws", [("libc6", ("echo-ws",))]),
        ("openssl", "echo-ws", []),
        ("openssl libc6", "", []),
    ],
)
def test_components_are_found_by_every_word(
    words: str, workload: str, found: list[tuple[str, tuple[str, ...]]]
) -> None:
    rows = find_components(read_details(payload()), words, workload)
    assert [(row.name, row.workloads) for row in rows] == found


def test_summary_without_components_says_so() -> None:
    old = {"workloads": [{"workload": "core-api", "digest": _ONE}]}
    details = read_details(json.dumps(old).encode())
    assert details.components is None
    assert find_components(details, "") == []


def test_workloads_are_shown_with_the_number_of_components_only() -> None:
    workloads, images = strip_components(payload())
    assert workloads == SUMMARY["workloads"]
    assert images[_ONE] == {"sbom": {"state": "read", "components": 2}, "waivers": []}


def test_sbom_that_could_not_be_checked_has_no_number() -> None:
    unread = {"sbom": {"state": "could not check", "reason": "it is missing"}}
    _, images = strip_components(payload(images={_ONE: unread}))
    assert images[_ONE] == unread


@pytest.mark.parametrize(
    "changes",
    [
        {"components": [{"version": "no name"}]},
        {"images": {_ONE: {"sbom": {"components": [2]}}}},
        {"images": {_ONE: {"sbom": {"components": [-1]}}}},
        {"components": None},
    ],
)
def test_signed_nonsense_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(MalformedError, match="payload"):
        read_details(payload(**changes))
