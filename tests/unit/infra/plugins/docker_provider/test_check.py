"""Inputs that are refused, with the property's name and the reason."""

from typing import Any

import pytest

from infra.plugins.docker_provider.check import check_inputs, explicit, fill_defaults
from infra.plugins.docker_provider.schema import CONTAINER, NETWORK, REMOTE_IMAGE, load_schema
from infra.plugins.docker_provider.values import UNKNOWN, Secret

GOOD: dict[str, Any] = {"image": "127.0.0.1:5760/a/b@sha256:" + "a" * 64, "name": "n"}
VOLUME = {"volumeName": "v", "containerPath": "/v"}


def _failures(extra: dict[str, Any]) -> list[str]:
    return [f.property for f in check_inputs(load_schema(CONTAINER), {**GOOD, **extra})]


@pytest.mark.parametrize(
    ("extra", "path"),
    [
        ({"nonsense": 1}, "nonsense"),
        ({"memory": "64"}, "memory"),
        ({"memory": True}, "memory"),
        ({"memory": -1}, "memory"),
        ({"memory": 1.5}, "memory"),
        ({"readOnly": "true"}, "readOnly"),
        ({"command": "/bin/true"}, "command"),
        ({"command": ["/bin/true", ""]}, "command"),
        ({"envs": [1]}, "envs[0]"),
        ({"tmpfs": {"/tmp": 1}}, "tmpfs./tmp"),  # noqa: S108 - in the container
        ({"tmpfs": []}, "tmpfs"),
        ({"ports": [{"external": 80}]}, "ports[0].internal"),
        ({"ports": [{"internal": 80, "x": 1}]}, "ports[0].x"),
        ({"healthcheck": []}, "healthcheck"),
        ({"healthcheck": {"tests": ["CMD"], "interval": "soon"}}, "healthcheck.interval"),
        ({"restart": "sometimes"}, "restart"),
        ({"cpus": "many"}, "cpus"),
        ({"cpuSet": "all"}, "cpuSet"),
        ({"memorySwap": -2}, "memorySwap"),
        ({"image": ""}, "image"),
        ({"uploads": [{"file": "/a"}]}, "uploads[0]"),
        ({"uploads": [{"file": "/a", "content": "x", "contentBase64": "eA=="}]}, "uploads[0]"),
        ({"uploads": [{"file": "/a", "contentBase64": "?"}]}, "uploads[0].contentBase64"),
        (
            {"uploads": [{"file": "/a", "content": "x", "permissions": "400"}]},
            "uploads[0].permissions",
        ),
        ({"uploads": [{"file": "/a", "content": "x", "owner": "app"}]}, "uploads[0].owner"),
        ({"volumes": [{"volumeName": "v"}]}, "volumes[0]"),
        ({"volumes": [{**VOLUME, "fromContainer": "c"}]}, "volumes[0]"),
        ({"mounts": [{"type": "npipe", "target": "/t"}]}, "mounts[0].type"),
        (
            {"mounts": [{"type": "bind", "target": "/t", "tmpfsOptions": {"mode": 1}}]},
            "mounts[0].tmpfsOptions",
        ),
    ],
)
def test_wrong_input_is_refused_by_name(extra: dict[str, Any], path: str) -> None:
    assert _failures({}) == []
    assert _failures(extra) == [path]


@pytest.mark.parametrize(
    "extra",
    [
        {"image": UNKNOWN},
        {"memory": UNKNOWN},
        {"uploads": UNKNOWN},
        {"uploads": [{"file": "/a", "content": UNKNOWN}]},
        {"uploads": [{"file": "/a", "content": Secret("x")}]},
        {"volumes": [VOLUME, UNKNOWN]},
        {"gpus": ""},
        {"devices": []},
    ],
)
def test_unknown_secret_and_unset_values_are_accepted(extra: dict[str, Any]) -> None:
    assert _failures(extra) == []


def test_missing_image_is_refused() -> None:
    failures = check_inputs(load_schema(CONTAINER), {"name": "n"})
    assert [(f.property, f.reason) for f in failures] == [("image", "is required")]


def test_secret_is_never_in_a_reason() -> None:
    inputs = {**GOOD, "user": Secret(7_3_1_9)}
    (failure,) = check_inputs(load_schema(CONTAINER), inputs)
    assert "7319" not in failure.reason


def test_defaults_are_filled_in_and_named() -> None:
    filled = fill_defaults(load_schema(NETWORK), {"name": "n", "__defaults": ["old"]})
    assert filled == {"name": "n", "ipamDriver": "default", "__defaults": ["ipamDriver"]}
    assert explicit(filled) == {"name": "n"}


def test_resource_without_defaults_stays_as_it_is() -> None:
    filled = fill_defaults(load_schema(REMOTE_IMAGE), {"name": "n"})
    assert explicit(filled) == {"name": "n"}
