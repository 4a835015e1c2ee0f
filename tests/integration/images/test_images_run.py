"""The images start with everything taken away: read-only, no capabilities, user 1000."""

from collections.abc import Mapping

import docker
import pytest

from images.lock import ImageLock
from infra.addresses import AGENT_NAMES
from tests.support.hardened import execute, finished, hardened, wait_until

pytestmark = pytest.mark.docker
CORE_API_IMPORTS = (
    "alembic, argon2, cryptography.x509, fastapi, httptools, jwt, limits, msgspec,"
    " prometheus_client, psycopg, pydantic_settings, redis.asyncio, sqlalchemy.ext.asyncio,"
    " uvicorn, uvloop, greenlet, services.core_api.app"
)
CONSOLES = {
    "gypsy-cove": "services.gypsy_cove",
    "novaos-console": "services.novaos_console",
    "web-shell": "services.web_shell",
}
_AGENTS = tuple(f"agent-{name}" for name in AGENT_NAMES)


@pytest.mark.parametrize("image", ["agent-nova", "core-api", "echo-ws"])
def test_python_has_ssl_and_runs_as_the_user(
    client: docker.DockerClient, locks: Mapping[str, ImageLock], image: str
) -> None:
    code = "import sys, ssl, asyncio, os; print(sys.version_info[:2], os.getuid(), os.getgid())"
    with hardened(client, locks[image], ["-c", code]) as container:
        end = finished(container)
    assert (end.status, end.output.strip()) == (0, "(3, 13) 1000 1000")


def test_core_api_imports_all_that_it_carries(
    client: docker.DockerClient, locks: Mapping[str, ImageLock]
) -> None:
    code = f"import {CORE_API_IMPORTS}; print(psycopg.pq.__impl__)"
    with hardened(client, locks["core-api"], ["-W", "error", "-c", code]) as container:
        end = finished(container)
    assert (end.status, end.output.strip()) == (0, "binary")


@pytest.mark.parametrize("image", _AGENTS)
def test_agent_imports_its_runtime_and_its_module_and_no_other(
    client: docker.DockerClient, locks: Mapping[str, ImageLock], image: str
) -> None:
    name = image.removeprefix("agent-")
    code = (
        f"import os, agents.runtime.process, agents.{name}.agent as own;"
        "print(own.AGENT is not None, sorted(os.listdir('/app/agents')))"
    )
    with hardened(client, locks[image], ["-W", "error", "-c", code]) as container:
        end = finished(container)
    there = sorted(["__init__.py", "__pycache__", "contract", "runtime", name])
    assert (end.status, end.output.strip()) == (0, f"True {there}")


def test_relay_imports_all_that_it_carries(
    client: docker.DockerClient, locks: Mapping[str, ImageLock]
) -> None:
    code = "import websockets.asyncio.server, uvloop, services.echo_ws.app; print('loaded')"
    with hardened(client, locks["echo-ws"], ["-W", "error", "-c", code]) as container:
        end = finished(container)
    assert (end.status, end.output.strip()) == (0, "loaded")


@pytest.mark.parametrize("image", CONSOLES)
def test_console_imports_and_reads_all_that_it_carries(
    client: docker.DockerClient, locks: Mapping[str, ImageLock], image: str
) -> None:
    package = CONSOLES[image]
    code = (
        "import os, httptools, python_multipart, uvicorn, uvloop, services.console.serve;"
        "from services.console.assets import Assets;"
        f"from {package}.console import CONSOLE;"
        "assets = Assets((CONSOLE.folder / 'static',), __import__('pathlib').Path('/app/vendor'));"
        "print(assets.url('htmx.min.js')[-12:], assets.url('theme.css')[-10:]);"
        "print(sorted(set(os.listdir('/app/services')) - {'__init__.py', '__pycache__'}))"
    )
    with hardened(client, locks[image], ["-W", "error", "-c", code]) as container:
        end = finished(container)
    there = sorted(["console", "process", package.removeprefix("services.")])
    assert (end.status, end.output) == (0, f"/htmx.min.js /theme.css\n{there}\n")


def test_time_zones_are_there_for_families(
    client: docker.DockerClient, locks: Mapping[str, ImageLock]
) -> None:
    code = "import zoneinfo; print(zoneinfo.ZoneInfo('Europe/Vienna'))"
    with hardened(client, locks["core-api"], ["-c", code]) as container:
        end = finished(container)
    assert (end.status, end.output.strip()) == (0, "Europe/Vienna")


@pytest.mark.parametrize("image", ["agent-nova", "core-api", "echo-ws", "redis", "registry"])
def test_there_is_no_shell_to_run(
    client: docker.DockerClient, locks: Mapping[str, ImageLock], image: str
) -> None:
    with hardened(client, locks[image], ["-c", "true"], entrypoint=["/bin/sh"]) as container:
        end = finished(container)
    assert end.status == 127
    assert "No such file or directory" in end.output


def test_redis_serves_and_answers_its_health_check(
    client: docker.DockerClient, locks: Mapping[str, ImageLock]
) -> None:
    with hardened(client, locks["redis"], ["--dir", "/tmp"]) as container:  # noqa: S108
        wait_until(
            lambda: execute(container, ["/usr/bin/redis-cli", "ping"]).output == "PONG\n",
            "redis answers",
        )


def test_redis_health_check_fails_on_an_error_reply_only_with_its_option(
    client: docker.DockerClient, locks: Mapping[str, ImageLock]
) -> None:
    ping = ["/usr/bin/redis-cli", "ping"]
    locked_out = ["--dir", "/tmp", "--requirepass", "another"]  # noqa: S108
    with hardened(client, locks["redis"], locked_out) as container:
        wait_until(lambda: "NOAUTH" in execute(container, ping).output, "redis answers")
        assert execute(container, ping).status == 0
        assert execute(container, [*ping[:1], "-e", *ping[1:]]).status == 1


@pytest.mark.parametrize(
    "command",
    [
        ["ss", "-ltn"],
        ["ps", "-ef"],
        ["stat", "/"],
        ["find", "/etc", "-name", "passwd"],
        ["getent", "passwd", "app"],
        ["grep", "Debian", "/etc/os-release"],
        ["sed", "-n", "1p", "/etc/passwd"],
        ["ip", "route"],
        ["python3", "-c", "import json"],
    ],
    ids=lambda command: str(command[0]),
)
def test_audit_image_has_what_testinfra_calls(
    client: docker.DockerClient, locks: Mapping[str, ImageLock], command: list[str]
) -> None:
    with hardened(client, locks["audit"]) as container:
        end = execute(container, command)
    assert end.status == 0, end.output


def test_image_without_command_runs_as_user_1000(
    client: docker.DockerClient, locks: Mapping[str, ImageLock]
) -> None:
    with hardened(client, locks["agent-nova"], ["-c", "pass"]) as container:
        config = container.attrs["Config"]
        finished(container)
    image = client.images.get(container.attrs["Image"]).attrs["Config"]
    assert image["User"] == "1000:1000"
    assert config["Labels"]["org.opencontainers.image.revision"] == locks["agent-nova"].source_tree
