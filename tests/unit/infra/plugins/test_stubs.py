"""Plugins import the gRPC stubs without the SDK around them."""

import subprocess
import sys

import pytest

from novaos.workspace import REPOSITORY

_START = (
    "from infra.plugins.stubs import import_stubs_alone as alone; {call}; import {module}, sys; "
)
_SHOW = "print('pulumi.output' in sys.modules)"


def _loads_sdk(module: str, call: str) -> bool:
    code = _START.format(call=call, module=module) + _SHOW
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, check=True, capture_output=True, text=True
    )
    return done.stdout.strip() == "True"


@pytest.mark.parametrize("plugin", ["docker_provider", "language_host"])
def test_plugin_starts_without_the_sdk(plugin: str) -> None:
    module = f"infra.plugins.{plugin}.__main__"
    assert not _loads_sdk(module, "alone()")
    assert _loads_sdk(module, "None")


def test_sdk_that_is_loaded_stays() -> None:
    assert _loads_sdk("pulumi", "import pulumi; alone()")
