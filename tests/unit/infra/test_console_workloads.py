"""What the deployment gives a console is what the console reads, and its image starts that one."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from infra.addresses import CONSOLES, machine_key, session_key
from infra.plan import build_plan
from infra.secret_generation import generate_value
from infra.settings import ENVIRONMENTS, Settings, load_settings
from infra.topology import CONSOLE_HOSTS, build_topology
from novaos.workspace import REPOSITORY
from policies import accepted
from services.console.console import Console
from services.console.settings import ConsoleSettings
from services.console.settings import load_settings as load_console_settings
from services.gypsy_cove.console import CONSOLE as GYPSY_COVE
from services.novaos_console.console import CONSOLE as NOVAOS
from services.web_shell.console import CONSOLE as WEB_SHELL
from tests.support.infra import reference, topology_of

BY_NAME = {each.name: each for each in (GYPSY_COVE, NOVAOS, WEB_SHELL)}


def _environment(console: str, settings: Settings) -> dict[str, str]:
    topology = build_topology(settings)
    plan = build_plan(topology, {name: reference(name) for name in topology.images}, {})
    (found,) = (each for each in plan.workloads if each.workload.name == console)
    return dict(env.split("=", 1) for env in found.container["envs"])


def _read_as_console(
    console: str, settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> ConsoleSettings:
    (folder / "session_key").write_text(generate_value(session_key(console)))
    (folder / "machine_key").write_text(generate_value(machine_key(console)))
    for name, value in _environment(console, settings).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SECRETS_DIRECTORY", str(folder))
    return load_console_settings()


def test_the_same_three_are_meant_everywhere() -> None:
    assert set(CONSOLES) == accepted.CONSOLES == set(CONSOLE_HOSTS) == set(BY_NAME)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("console", CONSOLES)
def test_console_starts_with_what_it_is_given(
    console: str, environment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load_settings(environment)
    read = _read_as_console(console, settings, tmp_path, monkeypatch)
    port = accepted.PUBLISHED_PORTS[console]
    assert read.console_port == port
    assert f"{CONSOLE_HOSTS[console]}:{port + settings.port_offset}" in read.hosts
    assert str(read.core_api_url) == "http://core-api:8760/"
    assert read.is_https is False


@pytest.mark.parametrize("console", CONSOLES)
def test_console_behind_a_proxy_knows_that_people_come_by_tls(
    console: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = {console: "https://people.example.org", "echo-ws": "wss://relay.example.org"}
    settings = replace(load_settings("dev"), public_addresses=public)
    read = _read_as_console(console, settings, tmp_path, monkeypatch)
    assert read.hosts == {"people.example.org"}
    assert read.is_https is True


@pytest.mark.parametrize("console", BY_NAME.values(), ids=lambda each: each.name)
def test_console_whose_pages_listen_is_told_the_relay(console: Console) -> None:
    given = _environment(console.name, topology_of().settings)
    assert ("RELAY_URL" in given) == console.uses_relay


@pytest.mark.parametrize("console", BY_NAME.values(), ids=lambda each: each.name)
def test_image_of_a_console_starts_its_package(console: Console) -> None:
    path = REPOSITORY / "images" / "definitions" / f"{console.name}.yaml"
    definition = yaml.safe_load(path.read_text())
    assert definition["cmd"] == ["-m", f"services.{console.folder.name}"]
    assert definition["ports"] == [accepted.PUBLISHED_PORTS[console.name]]
