"""The images start with everything taken away: read-only, no capabilities, user 1000."""

from collections.abc import Mapping

import docker
import pytest

from images.lock import ImageLock
from tests.support.hardened import execute, finished, hardened, wait_until

pytestmark = pytest.mark.docker
CORE_API_IMPORTS = (
    "alembic, fastapi, httptools, msgspec, psycopg, pydantic_settings, redis.asyncio,"
    " sqlalchemy.ext.asyncio, uvicorn, uvloop, greenlet"
)


@pytest.mark.parametrize("image", ["agent-nova", "core-api"])
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


def test_agent_imports_its_runtime(
    client: docker.DockerClient, locks: Mapping[str, ImageLock]
) -> None:
    code = "import msgspec, agents.runtime, agents.nova, agents.contract"
    with hardened(client, locks["agent-nova"], ["-c", code]) as container:
        assert finished(container).status == 0


@pytest.mark.parametrize("image", ["agent-nova", "core-api", "redis", "registry"])
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
