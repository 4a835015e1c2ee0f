"""Keep the program's own words for what did not change, and take the engine's for what did."""

from collections.abc import Mapping
from typing import Any

from infra.plugins.docker_provider.canonical import canonical_property
from infra.plugins.docker_provider.schema import Schema


def reconcile(
    declared: Schema,
    prior: Mapping[str, Any],
    actual: Mapping[str, Any],
) -> dict[str, Any]:
    """`prior` with each property replaced whose meaning differs in `actual`.

    An empty `prior` is an import: everything that is set is taken. Properties that the engine
    chose and the program never set stay unset.
    """
    result = dict(prior)
    for name, value in actual.items():
        facts = declared.inputs[name]
        before = canonical_property(declared.token, name, facts, prior.get(name))
        now = canonical_property(declared.token, name, facts, value)
        if before == now or (before is None and name in declared.computed and prior):
            continue
        result[name] = value
    return {key: value for key, value in result.items() if value is not None}
