"""The pack: all of it mandatory, fed through the SDK's own proxies, and nothing unknown passes."""

from typing import Any

import pytest
from pulumi_policy import EnforcementLevel, ResourceValidationArgs
from pulumi_policy.policy import PolicyCustomTimeouts, PolicyResourceOptions
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, unknown_checking_proxy

from policies.accepted import CONTAINER
from policies.rules import image_admission, judgement
from policies.rules.catalogue import CONTAINER_RULES
from policies.rules.pack import build_policies, environment_of
from tests.support.infra import URN, carrier_props, container_props


@pytest.fixture(autouse=True)
def _every_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_admission, "verdict_problem", lambda *_: "")


def _violations(props: dict[str, Any], resource_type: str = CONTAINER) -> list[str]:
    options = PolicyResourceOptions(False, [], None, [], PolicyCustomTimeouts(0, 0, 0), [])  # noqa: FBT003 - the SDK's order
    urn = URN.format(environment="dev", name="core-api")
    args = ResourceValidationArgs(
        resource_type, unknown_checking_proxy(props), urn, "core-api", options, None
    )
    found: list[str] = []

    def report(text: str, _urn: str | None = None) -> None:
        found.append(text)

    for policy in build_policies():
        policy.validate(args, report)
    return found


def test_environment_is_the_stack_of_the_urn() -> None:
    assert environment_of(URN.format(environment="prod", name="x")) == "prod"


def test_every_policy_is_mandatory_and_described() -> None:
    for policy in build_policies():
        assert policy.enforcement_level is EnforcementLevel.MANDATORY
        assert policy.description


def test_policy_names_are_unique() -> None:
    names = [policy.name for policy in build_policies()]
    assert len(names) == len(set(names)) == len(CONTAINER_RULES) + 1


@pytest.mark.parametrize(
    "props", [container_props(), container_props("core-api-migrations"), carrier_props()]
)
def test_rendered_container_passes_the_pack(props: dict[str, Any]) -> None:
    assert _violations(props) == []


def test_numbers_as_the_engine_sends_them_pass() -> None:
    props = container_props()
    props["memory"] = float(props["memory"])
    props["memorySwap"] = float(props["memorySwap"])
    props["ports"][0] = {
        key: float(value) if isinstance(value, int) else value
        for key, value in props["ports"][0].items()
    }
    assert _violations(props) == []


@pytest.mark.parametrize(
    "name",
    sorted(
        {*container_props()}
        - {"wait", "waitTimeout", "mustRun", "stopSignal", "stopTimeout", "destroyGraceSeconds"}
    ),
)
def test_unknown_property_is_a_violation(name: str) -> None:
    found = _violations(container_props() | {name: UNKNOWN_STRING_VALUE})
    assert any("not known before the update" in text for text in found)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("securityOpts", [UNKNOWN_STRING_VALUE]),
        ("capabilities", {"drops": UNKNOWN_STRING_VALUE}),
        ("volumes", [{"volumeName": UNKNOWN_STRING_VALUE, "containerPath": "/run/secrets"}]),
        ("labels", [{"label": UNKNOWN_STRING_VALUE, "value": "x"}]),
    ],
)
def test_unknown_part_of_a_property_is_a_violation(name: str, value: object) -> None:
    found = _violations(container_props() | {name: value})
    assert any("not known before the update" in text for text in found)


def test_bare_container_violates_most_rules() -> None:
    assert len(_violations({"image": "docker.io/library/busybox", "name": "x"})) > 12


def test_unjudged_type_is_a_violation() -> None:
    assert len(_violations({}, "docker:index/service:Service")) == 1


@pytest.mark.parametrize("change", [{"privileged": True}, {"image": "busybox:latest"}])
def test_program_and_pack_judge_alike(change: dict[str, Any]) -> None:
    props = container_props() | change
    judged = judgement.judge(CONTAINER, props, "dev")
    assert [text.partition(": ")[2] for text in _violations(props)] == judged
