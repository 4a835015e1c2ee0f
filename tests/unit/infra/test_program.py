"""The program under Pulumi's mocks: what it registers, in which order, and what it refuses."""

import gc
from collections.abc import Iterator
from typing import Any

import pulumi
import pulumi_docker as docker
import pytest
from pulumi.runtime import mocks

from infra.admission import guard_resources
from infra.components.platform_stack import register_platform
from infra.components.workload import JobFailedError
from infra.plan import to_wire
from novaos.errors import EvidenceError
from policies.accepted import CONTAINER
from policies.rules import image_admission
from policies.rules.judgement import judge
from tests.support.infra import plan_of

_SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - Pulumi's mark
_FILES = {"core-api": {"agent_shared_token": "MARKER-secret-value"}}


Registered = list[tuple[str, str, dict[str, Any]]]


class Recorder(mocks.Mocks):
    """Answer like an engine where all goes well, and remember what was asked."""

    def __init__(self, exit_code: int = 0) -> None:
        self.registered: list[tuple[str, str, dict[str, Any]]] = []
        self._exit_code = exit_code

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        """Remember the resource and give it back as it was asked for."""
        self.registered.append((args.typ, args.name, args.inputs))
        return f"{args.name}-id", {**args.inputs, "exitCode": self._exit_code}

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        """Fail: the program looks nothing up."""
        raise AssertionError(f"the program calls {args.token}")


@pytest.fixture(autouse=True)
def _every_verdict(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(image_admission, "verdict_problem", lambda *_: "")
    yield
    # Failed outputs complain when they are collected. If that happened inside a later ast.parse,
    # CPython 3.11 would end in a SystemError (python/cpython issue 106905).
    gc.collect()


def _run(recorder: Recorder, *, preview: bool = False) -> Registered:
    mocks.set_mocks(recorder, project="novaos", stack="dev", preview=preview)

    def register() -> None:
        guard_resources("dev")
        register_platform(plan_of(), _FILES)

    pulumi.runtime.test(register)()  # type: ignore[no-untyped-call] # the SDK leaves it untyped
    return recorder.registered


def test_every_resource_of_the_plan_is_registered() -> None:
    registered = _run(Recorder())
    names = {props["name"] for _, _, props in plan_of().resources}
    assert names == {inputs["name"] for kind, _, inputs in registered if kind.startswith("docker:")}


def test_what_is_registered_is_what_the_rules_judge() -> None:
    for kind, _, inputs in _run(Recorder()):
        # A secret is an output in the mocks; the policy engine sees its plain value.
        plain = {name: value for name, value in inputs.items() if name != "uploads"}
        assert judge(kind, plain, "dev") == []


def test_secret_content_reaches_the_carrier_only() -> None:
    registered = _run(Recorder())
    holders = {name: inputs for _, name, inputs in registered if "MARKER" in str(inputs)}
    assert list(holders) == ["core-api-secrets"]
    assert _SECRET_SIGNATURE in str(holders["core-api-secrets"]["uploads"])


def test_failed_job_stops_what_depends_on_it() -> None:
    recorder = Recorder(exit_code=3)
    with pytest.raises(JobFailedError, match="core-api-migrations"):
        _run(recorder)
    containers = {name for kind, name, _ in recorder.registered if kind == CONTAINER}
    assert "core-api-migrations" in containers
    assert "core-api" not in containers


@pytest.mark.parametrize(
    "props",
    [
        {"image": "busybox"},
        {"image": "127.0.0.1:5760/novaos-dev/core-api:latest"},
    ],
)
def test_guard_refuses_a_container_beside_the_plan(props: dict[str, Any]) -> None:
    mocks.set_mocks(Recorder(), project="novaos", stack="dev")
    guard_resources("dev")
    with pytest.raises(EvidenceError, match="not admitted"):
        docker.Container("stray", **props)


def test_guard_refuses_a_type_that_nobody_judged() -> None:
    mocks.set_mocks(Recorder(), project="novaos", stack="dev")
    guard_resources("dev")
    with pytest.raises(EvidenceError, match="bring in an image"):
        docker.Plugin("stray", name="evil/plugin")


def test_wire_form_matches_what_the_sdk_sends() -> None:
    registered = {name: inputs for kind, name, inputs in _run(Recorder()) if kind == CONTAINER}
    for each in plan_of().workloads:
        inputs = registered[each.workload.name]
        rendered = to_wire(each.container)
        assert {key: inputs.get(key) for key in rendered} == rendered
