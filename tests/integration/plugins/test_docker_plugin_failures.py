"""The docker plugin when things go wrong: what it says, and what it leaves behind."""

import signal
import socket
import subprocess
import time

import pytest

from tests.integration.plugins.conftest import Images
from tests.support.pulumi_plugins import Stack, free_port, inspect

pytestmark = pytest.mark.docker

MARKER = "planted-secret-91bc"


def _app(prefix: str, image: str, arguments: str, command: str = "exec sleep 1000") -> str:
    return f"""
        docker.Container(
            "app", name="{prefix}-app", image="{image}", network_mode="bridge",
            command=["/bin/sh", "-c", {command!r}], {arguments}
        )
    """


def _check(test: str, *, timeout: int) -> str:
    return (
        f"healthcheck=docker.ContainerHealthcheckArgs(tests=['CMD-SHELL', {test!r}], "
        f"interval='1s', timeout='2s', retries=1), wait=True, wait_timeout={timeout},"
    )


def test_unhealthy_container_fails_with_its_last_words(
    stack: Stack, images: Images, prefix: str
) -> None:
    secret = f'envs=[pulumi.Output.secret("TOKEN={MARKER}")],'
    command = 'echo "starting with $TOKEN"; exec sleep 1000'
    failing = _check('echo "cannot reach $TOKEN"; exit 7', timeout=4)
    stack.program(_app(prefix, images.one, secret + failing, command))
    outcome = stack.up()
    assert outcome.status != 0
    assert "is unhealthy, not healthy, after 4 s" in outcome.output
    assert "exit code 7" in outcome.output
    assert "cannot reach [secret]" in outcome.output
    assert "starting with [secret]" in outcome.output
    assert MARKER not in outcome.output
    assert MARKER not in stack.state_text()
    assert inspect("container", f"{prefix}-app") is not None, "it stays for a look"

    again = stack.up()
    assert again.status != 0, "an unhealthy container is not a success the second time"
    assert "is unhealthy" in again.output

    stack.program(_app(prefix, images.one, _check("exit 0", timeout=20)))
    outcome = stack.up()
    assert outcome.status == 0, outcome.output


def test_container_that_ends_at_once_fails_with_its_last_words(
    stack: Stack, images: Images, prefix: str
) -> None:
    healthy = _check("exit 0", timeout=20).replace("interval='1s'", "interval='9s'")
    stack.program(_app(prefix, images.one, healthy, "echo no configuration; exit 5"))
    outcome = stack.up()
    assert outcome.status != 0
    assert "ended with exit code 5 before it was healthy" in outcome.output
    assert "no configuration" in outcome.output


def test_wait_without_health_check_is_refused(stack: Stack, images: Images, prefix: str) -> None:
    stack.program(_app(prefix, images.one, "wait=True,"))
    outcome = stack.up()
    assert outcome.status != 0
    assert "neither it nor its image has a health check" in outcome.output


def test_custom_timeout_ends_the_wait_for_a_job(stack: Stack, images: Images, prefix: str) -> None:
    limit = 'opts=pulumi.ResourceOptions(custom_timeouts=pulumi.CustomTimeouts(create="2s")),'
    stack.program(_app(prefix, images.one, f"attach=True, must_run=False, {limit}"))
    outcome = stack.up()
    assert outcome.status != 0
    assert "still runs after 2 s" in outcome.output


def test_taken_port_is_named_and_nothing_is_left(stack: Stack, images: Images, prefix: str) -> None:
    port = free_port()
    ports = f"ports=[docker.ContainerPortArgs(ip='127.0.0.1', internal=80, external={port})],"
    stack.program(_app(prefix, images.one, ports))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        outcome = stack.up()
    assert outcome.status != 0
    assert str(port) in outcome.output
    assert "free the port" in outcome.output
    assert inspect("container", f"{prefix}-app") is None

    outcome = stack.up()
    assert outcome.status == 0, outcome.output
    found = inspect("container", f"{prefix}-app")
    assert found is not None
    assert found["NetworkSettings"]["Ports"]["80/tcp"][0]["HostPort"] == str(port)
    assert set(map(tuple, stack.plan("--refresh").values())) == {("same",)}


def test_missing_image_is_named(stack: Stack, images: Images, prefix: str) -> None:
    missing = f"{images.one.partition('@')[0]}@sha256:{'0' * 64}"
    stack.program(_app(prefix, missing, ""))
    outcome = stack.up()
    assert outcome.status != 0
    assert f"image {missing} cannot be pulled" in outcome.output


def test_name_that_is_taken_is_reported_and_the_other_container_stays(
    stack: Stack, images: Images, prefix: str
) -> None:
    stack.program(_app(prefix, images.one, ""))
    assert stack.up().status == 0
    before = inspect("container", f"{prefix}-app")
    assert before is not None
    stack.require(
        "state",
        "delete",
        "urn:pulumi:test::plugintest::docker:index/container:Container::app",
        "--yes",
    )
    outcome = stack.up()
    assert outcome.status != 0
    assert "is already in use by container" in outcome.output
    after = inspect("container", f"{prefix}-app")
    assert after is not None
    assert after["Id"] == before["Id"]


def test_property_that_is_not_implemented_is_refused_in_the_preview(
    stack: Stack, images: Images, prefix: str
) -> None:
    stack.program(_app(prefix, images.one, "gpus='all',"))
    outcome = stack.pulumi("preview")
    assert outcome.status != 0
    assert "gpus" in outcome.output
    assert "is not implemented by the bundled docker plugin" in outcome.output


def test_health_check_is_never_only_pretended_to_be_changed(
    stack: Stack, images: Images, prefix: str
) -> None:
    stack.program(_app(prefix, images.one, _check("exit 0", timeout=20)))
    assert stack.up().status == 0
    before = inspect("container", f"{prefix}-app")
    other = _check("exit 0; true", timeout=20)
    stack.program(_app(prefix, images.one, other))
    outcome = stack.up()
    assert outcome.status != 0
    assert "the engine cannot change healthcheck of an existing container" in outcome.output

    option = "opts=pulumi.ResourceOptions(replace_on_changes=['healthcheck']),"
    stack.program(_app(prefix, images.one, other + option))
    outcome = stack.up()
    assert outcome.status == 0, outcome.output
    after = inspect("container", f"{prefix}-app")
    assert before is not None
    assert after is not None
    assert after["Id"] != before["Id"]
    assert after["Config"]["Healthcheck"]["Test"] == ["CMD-SHELL", "exit 0; true"]


def test_interrupted_deployment_ends_and_can_be_repeated(
    stack: Stack, images: Images, prefix: str
) -> None:
    flag = "test -f /tmp/ready"
    stack.program(_app(prefix, images.one, _check(flag, timeout=120)))
    process = stack.start("up", "--yes", "--skip-preview")
    deadline = time.monotonic() + 30
    while inspect("container", f"{prefix}-app") is None and time.monotonic() < deadline:
        time.sleep(0.2)
    time.sleep(1)
    interrupted_at = time.monotonic()
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode != 0
    assert time.monotonic() - interrupted_at < 20, output
    assert "Traceback" not in output

    subprocess.run(["docker", "exec", f"{prefix}-app", "/bin/touch", "/tmp/ready"], check=True)  # noqa: S108
    outcome = stack.up("--refresh")
    assert outcome.status == 0, outcome.output
    assert "app" in stack.resources()


def test_engine_that_does_not_answer_is_named(stack: Stack, prefix: str) -> None:
    stack.program(f"""
        provider = docker.Provider("other", host="unix:///nonexistent/docker.sock")
        docker.Volume("vol", name="{prefix}-vol", opts=pulumi.ResourceOptions(provider=provider))
    """)
    assert stack.pulumi("preview").status == 0, "a preview of a new resource needs no engine"
    outcome = stack.up()
    assert outcome.status != 0
    assert "the Docker engine at unix:///nonexistent/docker.sock does not answer" in outcome.output


def test_configuration_that_is_not_implemented_is_refused_by_name(stack: Stack) -> None:
    stack.program("""
        docker.Provider("other", registry_auth=[docker.ProviderRegistryAuthArgs(
            address="registry.test", username="u", password="p")])
    """)
    outcome = stack.pulumi("preview")
    assert outcome.status != 0
    assert "registryAuth" in outcome.output
    assert "docker login" in outcome.output
