"""Events become one line per change, and every reason of a failure is kept."""

import json

import pytest

from infra.failure_hints import hint_for
from infra.pulumi_events import EventReader

_URN = "urn:pulumi:dev::novaos::docker:index/container:Container::core-api"


def _read(*events: object) -> tuple[EventReader, list[str]]:
    said: list[str] = []
    reader = EventReader(said.append)
    for event in events:
        reader.read_line(event if isinstance(event, str) else json.dumps(event))
    return reader, said


def _step(op: str, kind: str = "docker:index/container:Container") -> dict[str, object]:
    return {"resourcePreEvent": {"metadata": {"op": op, "urn": _URN, "type": kind}}}


def test_change_is_said() -> None:
    assert _read(_step("create"))[1] == ["create container core-api"]


@pytest.mark.parametrize(
    "event", [_step("same"), _step("replace"), _step("create", "novaos:infra:HardenedWorkload")]
)
def test_what_changes_nothing_is_not_said(event: object) -> None:
    assert _read(event)[1] == []


def test_every_reason_is_kept() -> None:
    reader, _ = _read(
        {"diagnosticEvent": {"severity": "error", "message": "boom\n"}},
        {"policyEvent": {"policyName": "container-user-not-root", "message": "user is 'root'"}},
        "panic: not JSON at all",
        {"diagnosticEvent": {"severity": "info", "message": "fine"}},
    )
    assert reader.reasons == [
        "boom",
        "policy container-user-not-root: user is 'root'",
        "panic: not JSON at all",
    ]


def test_summary_is_taken_over() -> None:
    assert _read({"summaryEvent": {"resourceChanges": {"same": 3}}})[0].changes == {"same": 3}


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("Bind for 127.0.0.1:8760 failed: port is already allocated", "ss -ltnp"),
        ("Cannot connect to the Docker daemon at unix:///var/run/docker.sock", "make up"),
        ("incorrect passphrase", "secrets/"),
        ("write /x: no space left on device", "free space"),
        ("could not find an available, non-overlapping IPv4 address pool", "network prune"),
        ("something new", "correct the cause"),
    ],
)
def test_known_failures_have_a_fix(text: str, fix: str) -> None:
    assert fix in hint_for(text)
