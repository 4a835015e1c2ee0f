"""The docker plugin against the SDK: every property is served, or refused by name."""

import inspect
from collections.abc import Iterator
from typing import Any

import pulumi_docker
import pytest

from infra.plugins.docker_provider import schema
from infra.plugins.docker_provider.check import check_inputs
from infra.plugins.docker_provider.diff import find_changes
from tests.support.docker_samples import BASE, REFUSED_SAMPLES, SAMPLED, SAMPLES, TOKENS

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
