"""The docker plugin against the engine: every property that it serves is sent and read back."""

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.plugins.docker_provider import schema
from infra.plugins.docker_provider.canonical import canonical_property
from infra.plugins.docker_provider.container_fields import BEHAVIOUR
from infra.plugins.docker_provider.container_spec import render_body, render_endpoint
from infra.plugins.docker_provider.uploads import render_archive
from tests.support import docker_samples
from tests.support.docker_engine import RecordingEngine, inspection_of, rendered_calls
from tests.support.docker_samples import BASE, SAMPLED, SAMPLES, TOKENS

ONE_OF = {"content", "contentBase64", "containerPath", "fromContainer"}
"""Exactly one is required: a sample without it is refused, not ignored."""


def _rendering(name: str, inputs: dict[str, Any]) -> str:
    """All that would be sent to the engine, as text."""
    if name != "Container":
        return rendered_calls(TOKENS[name], inputs)
    networks = [(n["name"], render_endpoint(n)) for n in inputs.get("networksAdvanced", [])]
    archives = [render_archive(upload) for upload in inputs.get("uploads", [])]
    return repr((render_body(inputs), networks, archives, inputs["name"]))


STORED_ONLY = {
    ("RemoteImage", "pullTriggers"),
    ("RemoteImage", "triggers"),
    ("RemoteImage", "forceRemove"),
    ("RemoteImage", "keepLocally"),
}
"""Triggers are compared, never sent; the two removal options are tested on a real engine."""


BEHAVIOUR_TESTS = {
    "attach": "test_job_is_awaited_and_its_exit_code_and_log_are_outputs",
    "containerReadRefreshTimeoutMilliseconds": "",
    "destroyGraceSeconds": "test_container_is_stopped_with_grace_before_its_removal",
    "logs": "test_job_is_awaited_and_its_exit_code_and_log_are_outputs",
    "mustRun": "test_stopped_container_is_seen_and_started_again",
    "removeVolumes": "test_anonymous_volume_stays_when_asked",
    "start": "test_hardened_stack_lives_and_leaves_nothing",
    "wait": "test_unhealthy_container_fails_with_its_last_words",
    "waitTimeout": "test_unhealthy_container_fails_with_its_last_words",
}
"""What is never sent to the engine, and the integration test that shows its effect.

The read timeout is how long the official provider polls for a container to run; this plugin
decides at once, so it is only stored.
"""


def test_behaviour_properties_are_tested_on_a_real_engine() -> None:
    assert set(BEHAVIOUR_TESTS) == set(BEHAVIOUR)
    folder = Path(__file__).parent.parent / "integration" / "plugins"
    text = "".join(path.read_text() for path in folder.glob("test_*.py"))
    assert [name for name in BEHAVIOUR_TESTS.values() if f"def {name}(" not in text and name] == []


SENT = [
    (name, prop)
    for name, prop in SAMPLED
    if (name, prop) not in STORED_ONLY and not (name == "Container" and prop in BEHAVIOUR)
]


@pytest.mark.parametrize(("name", "prop"), SENT)
def test_property_reaches_the_engine(name: str, prop: str) -> None:
    one, two = ({**BASE[name], prop: value} for value in SAMPLES[name][prop])
    assert _rendering(name, one) != _rendering(name, two)


def _without(value: Any, owner: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    """Each optional nested property of `value`, and `value` without it."""
    items = value if isinstance(value, list) else [value]
    for index, item in enumerate(items):
        for name, inner in item.items():
            facts = schema.load_type(owner)[name]
            if not facts.required and name not in ONE_OF:
                reduced = {key: other for key, other in item.items() if key != name}
                yield (
                    name,
                    [*items[:index], reduced, *items[index + 1 :]] if value is items else reduced,
                )
            if facts.nested:
                for leaf, changed in _without(inner, facts.nested):
                    rest = {**item, name: changed}
                    whole = [*items[:index], rest, *items[index + 1 :]] if value is items else rest
                    yield f"{name}.{leaf}", whole


NESTED = [
    (name, prop, leaf, changed)
    for name, prop in SAMPLED
    if (owner := schema.load_schema(TOKENS[name]).inputs[prop].nested)
    for leaf, changed in _without(SAMPLES[name][prop][0], owner)
]


@pytest.mark.parametrize(
    ("name", "prop", "changed"),
    [pytest.param(n, p, c, id=f"{n}-{p}.{leaf}") for n, p, leaf, c in NESTED],
)
def test_nested_property_reaches_the_engine(name: str, prop: str, changed: Any) -> None:  # noqa: ANN401
    whole = {**BASE[name], prop: SAMPLES[name][prop][0]}
    assert _rendering(name, whole) != _rendering(name, {**BASE[name], prop: changed})


UNREADABLE = {"image", "name", "uploads", "networksAdvanced", *BEHAVIOUR}


@pytest.mark.parametrize("prop", sorted(set(docker_samples.CONTAINER) - UNREADABLE))
def test_container_property_is_read_back_as_it_was_written(prop: str) -> None:
    from infra.plugins.docker_provider.container_state import read_inputs  # noqa: PLC0415

    inputs = {**BASE["Container"], prop: docker_samples.CONTAINER[prop][0]}
    declared = schema.load_schema(schema.CONTAINER)
    for prior in ({}, inputs):
        found = read_inputs(inspection_of(render_body(inputs)), {}, prior)
        facts = declared.inputs[prop]
        forms = [
            canonical_property(schema.CONTAINER, prop, facts, v[prop]) for v in (inputs, found)
        ]
        assert forms[0] == forms[1]


def test_recording_engine_speaks_the_sdk() -> None:
    # The fake must not accept calls that the real client would refuse.
    from docker import APIClient  # noqa: PLC0415

    for name in ("create_network", "create_volume", "inspect_network", "inspect_volume"):
        assert set(inspect.signature(getattr(RecordingEngine, name)).parameters) <= set(
            inspect.signature(getattr(APIClient, name)).parameters,
        )
