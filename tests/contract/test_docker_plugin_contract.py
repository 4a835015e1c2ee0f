"""The docker plugin against the SDK: every property is served, or refused by name."""

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pulumi_docker
import pytest

from infra.plugins.docker_provider import schema
from infra.plugins.docker_provider.canonical import canonical_property
from infra.plugins.docker_provider.check import check_inputs
from infra.plugins.docker_provider.container_fields import BEHAVIOUR
from infra.plugins.docker_provider.container_spec import render_body, render_endpoint
from infra.plugins.docker_provider.diff import find_changes
from infra.plugins.docker_provider.uploads import render_archive
from tests.support import docker_samples
from tests.support.docker_engine import RecordingEngine, inspection_of, rendered_calls
from tests.support.docker_samples import BASE, REFUSED_SAMPLES, SAMPLES

TOKENS = {token.rpartition(":")[2]: token for token in schema.TOKENS}
SDK_MODULES = {
    "Container": pulumi_docker.container,
    "Network": pulumi_docker.network,
    "Volume": pulumi_docker.volume,
    "RemoteImage": pulumi_docker.remote_image,
}


def _camel(name: str) -> str:
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(word.title() for word in rest)


def _sdk_properties(args: type) -> set[str]:
    names = inspect.signature(args.__init__).parameters  # type: ignore[misc] # only its signature
    return {_camel(name) for name in names if name not in ("self", "__self__")}


def _nested_types(properties: Any) -> set[str]:  # noqa: ANN401 - a mapping of properties
    found: set[str] = set()
    for facts in properties.values():
        if facts.nested and facts.nested not in found:
            found |= {facts.nested, *_nested_types(schema.load_type(facts.nested))}
    return found


ALL_NESTED = sorted({n for t in schema.TOKENS for n in _nested_types(schema.load_schema(t).inputs)})


@pytest.mark.parametrize("name", sorted(TOKENS))
def test_resource_declares_exactly_the_sdk_properties(name: str) -> None:
    args = getattr(SDK_MODULES[name], f"{name}Args")
    assert set(schema.load_schema(TOKENS[name]).inputs) == _sdk_properties(args)


@pytest.mark.parametrize("name", ALL_NESTED)
def test_nested_type_declares_exactly_the_sdk_properties(name: str) -> None:
    assert set(schema.load_type(name)) == _sdk_properties(getattr(pulumi_docker, f"{name}Args"))


@pytest.mark.parametrize("name", sorted(TOKENS))
def test_sdk_type_token_is_served(name: str) -> None:
    resource = getattr(SDK_MODULES[name], name)
    assert resource.pulumi_type == TOKENS[name]


@pytest.mark.parametrize("name", sorted(TOKENS))
def test_every_property_has_a_sample_or_is_refused(name: str) -> None:
    declared = schema.load_schema(TOKENS[name])
    assert set(SAMPLES[name]) | set(declared.refused) == set(declared.inputs)
    assert not set(SAMPLES[name]) & set(declared.refused)


def _leaves(value: Any, owner: str, path: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Nested types and properties that a sample uses."""
    for item in value if isinstance(value, list) else [value]:
        for name, inner in item.items():
            yield owner, name
            nested = schema.load_type(owner)[name].nested
            if nested:
                yield from _leaves(inner, nested, f"{path}.{name}")


def test_every_nested_property_is_in_a_sample_or_refused() -> None:
    used = {
        leaf
        for name, samples in SAMPLES.items()
        for property_name, (sample, _) in samples.items()
        if (nested := schema.load_schema(TOKENS[name]).inputs[property_name].nested)
        for leaf in _leaves(sample, nested, property_name)
    }
    refused_whole = {
        inner
        for token in schema.TOKENS
        for name in schema.load_schema(token).refused
        if (nested := schema.load_schema(token).inputs[name].nested)
        for inner in {nested, *_nested_types(schema.load_type(nested))}
    }
    wanted = {
        (owner, name)
        for owner in ALL_NESTED
        if owner not in refused_whole
        for name in schema.load_type(owner)
        if name not in schema.REFUSED.get(owner, {})
    }
    assert wanted <= used


@pytest.mark.parametrize(
    ("name", "path"),
    [(name, path) for name, samples in REFUSED_SAMPLES.items() for path in samples],
)
def test_property_that_is_not_implemented_is_refused_by_name(name: str, path: str) -> None:
    declared = schema.load_schema(TOKENS[name])
    property_name = path.partition(".")[0].partition("[")[0]
    accepted = BASE[name]
    assert check_inputs(declared, accepted) == []
    failures = check_inputs(declared, {**accepted, property_name: REFUSED_SAMPLES[name][path]})
    assert [failure.property for failure in failures] == [path]
    assert "is not implemented by the bundled docker plugin" in failures[0].reason


def test_every_refusal_has_a_test() -> None:
    tested = {
        (name, path.replace("[0]", "").rpartition(".")[2])
        for name, samples in REFUSED_SAMPLES.items()
        for path in samples
    }
    refused = {
        (owner.rpartition(":")[2], name)
        for owner, names in schema.REFUSED.items()
        for name in names
    }
    tops = {(name, path) for name, path in tested if (name, path) in refused}
    nested = {path for _, path in tested - tops}
    assert refused == tops | {(owner, name) for owner, name in refused if name in nested}


ONE_OF = {"content", "contentBase64", "containerPath", "fromContainer"}
"""Exactly one is required: a sample without it is refused, not ignored."""
SAMPLED = [(name, prop) for name, samples in SAMPLES.items() for prop in samples]


@pytest.mark.parametrize(("name", "prop"), SAMPLED)
def test_sample_is_accepted(name: str, prop: str) -> None:
    for value in SAMPLES[name][prop]:
        assert check_inputs(schema.load_schema(TOKENS[name]), {**BASE[name], prop: value}) == []


@pytest.mark.parametrize(("name", "prop"), SAMPLED)
def test_change_replaces_exactly_where_the_official_provider_does(name: str, prop: str) -> None:
    declared = schema.load_schema(TOKENS[name])
    before, now = SAMPLES[name][prop]
    old, new = {**BASE[name], prop: before}, {**BASE[name], prop: now}
    (change,) = find_changes(declared, old, old, new)
    assert (change.property, change.replaces) == (prop, declared.inputs[prop].replaces)
    assert find_changes(declared, new, new, new) == []


def test_no_nested_property_replaces_under_a_parent_that_does_not() -> None:
    # The diff is made per top-level property: this is what makes that enough.
    for token in schema.TOKENS:
        for name, facts in schema.load_schema(token).inputs.items():
            if facts.nested and not facts.replaces and name not in schema.REFUSED[token]:
                assert not any(p.replaces for p in schema.load_type(facts.nested).values()), name


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
