"""Differences that are real ones, and what they do to the resource."""

from typing import Any

import pytest

from infra.plugins.docker_provider.check import fill_defaults
from infra.plugins.docker_provider.diff import Kind, deletes_before_replace, find_changes
from infra.plugins.docker_provider.schema import (
    CONTAINER,
    NETWORK,
    REMOTE_IMAGE,
    VOLUME,
    load_schema,
)
from infra.plugins.docker_provider.values import UNKNOWN

IMAGE = {"image": "a", "name": "n"}


def _changes(before: dict[str, Any], now: dict[str, Any]) -> list[tuple[str, Kind, bool]]:
    declared = load_schema(CONTAINER)
    old, new = (fill_defaults(declared, {**IMAGE, **inputs}) for inputs in (before, now))
    found = find_changes(declared, old, old, new)
    return [(change.property, change.kind, change.replaces) for change in found]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ({}, {}),
        ({}, {"restart": "no", "memory": 0, "privileged": False, "dns": []}),
        ({"envs": ["A=1", "B=2"]}, {"envs": ["B=2", "A=1"]}),
        ({"networkMode": "default"}, {}),
        ({"cpus": "0.50"}, {"cpus": "0.5"}),
        (
            {"capabilities": {"drops": ["all", "CAP_CHOWN"]}},
            {"capabilities": {"drops": ["CHOWN", "ALL"]}},
        ),
        (
            {"healthcheck": {"tests": ["a"], "interval": "90s"}},
            {"healthcheck": {"tests": ["a"], "interval": "1m30s", "retries": 0}},
        ),
        ({"ports": [{"internal": 80, "external": 4711}]}, {"ports": [{"internal": 80}]}),
        ({"ports": [{"internal": 80}]}, {"ports": [{"internal": 80, "ip": "0.0.0.0"}]}),  # noqa: S104
    ],
)
def test_same_meaning_is_no_change(before: dict[str, Any], now: dict[str, Any]) -> None:
    assert _changes(before, now) == []


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ({}, {"memory": 64}, ("memory", Kind.ADD, False)),
        ({"memory": 64}, {"memory": 32}, ("memory", Kind.UPDATE, False)),
        ({"memory": 64}, {}, ("memory", Kind.DELETE, False)),
        ({}, {"readOnly": True}, ("readOnly", Kind.ADD, True)),
        ({"readOnly": True}, {}, ("readOnly", Kind.DELETE, True)),
        ({"command": ["a", "b"]}, {"command": ["b", "a"]}, ("command", Kind.UPDATE, True)),
        ({"labels": [{"label": "a", "value": "1"}]}, {}, ("labels", Kind.DELETE, True)),
        ({}, {"mustRun": False}, ("mustRun", Kind.DELETE, False)),
        ({"envs": ["A=1"]}, {"envs": ["A=1", UNKNOWN]}, ("envs", Kind.UPDATE, True)),
        ({"user": "1"}, {"user": UNKNOWN}, ("user", Kind.UPDATE, True)),
        (
            {"ports": [{"internal": 80, "external": 1}]},
            {"ports": [{"internal": 80, "external": 2}]},
            ("ports", Kind.UPDATE, True),
        ),
    ],
)
def test_change_is_found(
    before: dict[str, Any],
    now: dict[str, Any],
    expected: tuple[str, Kind, bool],
) -> None:
    assert _changes(before, now) == [expected]


def test_what_the_engine_chose_is_no_change() -> None:
    declared = load_schema(CONTAINER)
    inputs = fill_defaults(declared, IMAGE)
    state = {
        **inputs,
        "hostname": "f00",
        "shmSize": 64,
        "runtime": "runc",
        "logDriver": "json-file",
    }
    assert find_changes(declared, state, inputs, inputs) == []


@pytest.mark.parametrize(("seen", "changes"), [("json-file", []), ("none", ["logDriver"])])
def test_imported_engine_default_is_no_wish(seen: str, changes: list[str]) -> None:
    declared = load_schema(CONTAINER)
    imported = {**IMAGE, "logDriver": seen}
    found = find_changes(declared, imported, imported, fill_defaults(declared, IMAGE))
    assert [change.property for change in found] == changes


@pytest.mark.parametrize(
    ("token", "old", "new", "expected"),
    [
        (CONTAINER, "a", "b", True),
        (NETWORK, "a", "a", True),
        (NETWORK, "a", "b", False),
        (VOLUME, "a", "a", True),
        (REMOTE_IMAGE, "a", "a", False),
    ],
)
def test_old_goes_first_when_both_cannot_be(
    token: str, old: str, new: str, *, expected: bool
) -> None:
    assert deletes_before_replace(token, {"name": old}, {"name": new}) is expected
