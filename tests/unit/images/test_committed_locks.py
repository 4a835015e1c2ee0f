"""What the committed definitions and locks promise about our images, read without building."""

import pytest

from images.catalogue import image_names, load_definition
from images.lock import LOCKS, load_lock
from images.plan import plan_image
from infra.addresses import AGENT_NAMES

AGENTS = tuple(f"agent-{name}" for name in AGENT_NAMES)
CONSOLES = {
    "gypsy-cove": "services/gypsy_cove",
    "novaos-console": "services/novaos_console",
    "web-shell": "services/web_shell",
}
"""Console -> its own package."""
SERVERS = {"audit", "core-api", "echo-ws", "postgres", "redis", "registry"}
EXPECTED = {*SERVERS, *CONSOLES, *AGENTS}
SHELLS = frozenset({"dash", "bash", "busybox", "zsh", "ksh", "mksh"})
MANAGERS = frozenset({"apt", "dpkg", "aptitude", "python3-pip", "libapt-pkg7.0", "libapt-pkg6.0"})
each_image = pytest.mark.parametrize("name", image_names())


def test_every_image_is_defined() -> None:
    assert set(image_names()) == EXPECTED


@pytest.mark.parametrize("name", AGENTS)
def test_agent_carries_the_runtime_and_no_other_agent(name: str) -> None:
    sources = {source for source, _ in load_definition(name).sources}
    own = name.removeprefix("agent-")
    packages = {"agents/__init__.py", "agents/contract", "agents/runtime", f"agents/{own}"}
    assert sources == packages
    assert dict(load_definition(name).runtime.env)["AGENT_NAME"] == own


def test_relay_carries_no_code_of_core_api() -> None:
    assert not [s for s, _ in load_definition("echo-ws").sources if "core_api" in s]


@pytest.mark.parametrize("name", CONSOLES)
def test_console_carries_its_own_package_and_the_shared_ones(name: str) -> None:
    sources = {source for source, _ in load_definition(name).sources}
    shared = {"services/__init__.py", "services/console", "services/process"}
    assert sources == {*shared, CONSOLES[name]}


@each_image
def test_only_consoles_carry_npm_packages(name: str) -> None:
    there = [package.label for package in load_lock(name).npm]
    assert there == (["htmx.org 2.0.11"] if name in CONSOLES else [])


@each_image
def test_only_the_gateway_reads_uploaded_pictures(name: str) -> None:
    assert ("pillow" in {wheel.name for wheel in load_lock(name).wheels}) == (name == "core-api")


def test_every_lock_has_a_definition() -> None:
    assert {path.stem for path in LOCKS.glob("*.json")} == set(image_names())


@each_image
def test_no_development_package_and_no_package_manager_is_locked(name: str) -> None:
    names = {deb.name for deb in load_lock(name).debs}
    assert not {n for n in names if n.endswith(("-dev", "-dbg", "-dbgsym", "-doc"))}
    assert not names & MANAGERS


@each_image
def test_shell_is_locked_only_with_a_reason(name: str) -> None:
    has_shell = bool({deb.name for deb in load_lock(name).debs} & SHELLS)
    assert has_shell == bool(load_definition(name).shell)


@each_image
def test_shared_layers_are_really_shared(name: str) -> None:
    shared = {layer.name for layer in load_definition(name).shared}
    layers = {each.name: each.digest for each in load_lock(name).layers if each.name in shared}
    others = [load_lock(other) for other in ("core-api", *CONSOLES)]
    reference = {each.name: each.digest for other in others for each in other.layers}
    assert layers == {layer: reference[layer] for layer in shared}


@each_image
def test_no_bytecode_is_written_where_python_runs(name: str) -> None:
    definition = load_definition(name)
    if definition.wheels:
        assert dict(definition.runtime.env)["PYTHONDONTWRITEBYTECODE"] == "1"


@each_image
def test_every_locked_package_is_in_a_layer_of_the_image(name: str) -> None:
    lock = load_lock(name)
    planned = plan_image(load_definition(name), lock.debs, lock.wheels, lock.npm)
    assert sorted(p for layer in planned.layers for p in layer.npm) == sorted(lock.npm)
    assert sorted(d for layer in planned.layers for d in layer.debs) == sorted(lock.debs)
    assert [layer.name for layer in planned.layers] == [layer.name for layer in lock.layers]
