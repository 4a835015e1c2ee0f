"""Take resource properties out of the policy SDK's proxies, which raise on unknown values."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pulumi_policy.proxy import UnknownValueError


class Unknown:
    """The type of `UNKNOWN`; it is no plain value, so every rule that reads it refuses."""


UNKNOWN: Final = Unknown()


def plain(value: Any) -> Any:  # noqa: ANN401 - properties are any values
    """The same properties as plain values, with `UNKNOWN` for what cannot be known now."""
    if isinstance(value, Mapping):
        return {key: _part(value, key) for key in value}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_part(value, index) for index in range(len(value))]
    return value


def _part(whole: Any, key: Any) -> Any:  # noqa: ANN401 - as plain()
    try:
        return plain(whole[key])
    except UnknownValueError:
        return UNKNOWN
