"""Labels between the engine's map and the list that programs write."""

from collections.abc import Mapping, Sequence
from typing import Any


def render_labels(labels: Sequence[Mapping[str, Any]] | None) -> dict[str, str]:
    """Labels as the engine keeps them."""
    return {entry["label"]: entry["value"] for entry in labels or []}


def parse_labels(labels: Mapping[str, str] | None) -> list[dict[str, str]]:
    """Labels as programs write them, sorted."""
    return [{"label": key, "value": value} for key, value in sorted((labels or {}).items())]
