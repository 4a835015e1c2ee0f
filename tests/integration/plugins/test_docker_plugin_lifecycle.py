"""The docker plugin on a real engine: create, look, change, replace, delete."""

import subprocess
from typing import Any

import pytest

from tests.integration.plugins.conftest import Images
from tests.support.pulumi_plugins import Stack, inspect

pytestmark = pytest.mark.docker

MARKER = "planted-secret-7f3a"
HARDENED = """
net = docker.Network("net", name="{prefix}-net", internal=True)
vol = docker.Volume("vol", name="{prefix}-vol")
secret = pulumi.Output.secret("{marker}")
carrier = docker.Container(
    "carrier", name="{prefix}-carrier", image="{image}", command=["/bin/true"], start=False,
    must_run=False, network_mode="none",
    volumes=[docker.ContainerVolumeArgs(volume_name=vol.name, container_path="/run/secrets")],
    uploads=[docker.ContainerUploadArgs(
        file="/run/secrets/token", content=secret, permissions="0400", owner="1000", group="1000")],
)
app = docker.Container(
    "app", name="{prefix}-app", image="{image}", user="1000:1000", read_only=True, init=True,
    command=["/bin/sh", "-c", "stat -c %u:%g:%a /run/secrets/token; exec sleep 1000"],
    memory={memory}, cpus="0.5", restart="unless-stopped",
    capabilities=docker.ContainerCapabilitiesArgs(drops=["ALL"]),
    security_opts=["no-new-privileges:true"],
    tmpfs={{"/tmp": "size=32m,uid=1000,gid=1000,mode=1777"}},
    ulimits=[docker.ContainerUlimitArgs(name="nofile", soft=8192, hard=8192)],
    networks_advanced=[
        docker.ContainerNetworksAdvancedArgs(name=net.name, aliases=["app"])],
    volumes=[docker.ContainerVolumeArgs(
        volume_name=vol.name, container_path="/run/secrets", read_only=True)],
    healthcheck=docker.ContainerHealthcheckArgs(
        tests=["CMD", "/bin/true"], interval="1s", timeout="3s", retries=3),
    wait=True, wait_timeout=30, destroy_grace_seconds=1, log_driver="json-file",
    log_opts={{"max-size": "10m"}}, envs=["A=1"],
    labels=[docker.ContainerLabelArgs(label="novaos.workload", value="app")],
    opts=pulumi.ResourceOptions(depends_on=[carrier]),
)
"""


def _deploy(
    stack: Stack, images: Images, prefix: str, *, memory: int = 64, image: str = ""
) -> None:
    text = HARDENED.format(prefix=prefix, image=image or images.one, memory=memory, marker=MARKER)
    stack.program(text)
    outcome = stack.up()
    assert outcome.status == 0, outcome.output
    assert MARKER not in outcome.output


def _require(kind: str, name: str) -> dict[str, Any]:
    found = inspect(kind, name)
    assert found is not None, name
    return found


def test_hardened_stack_lives_and_leaves_nothing(stack: Stack, images: Images, prefix: str) -> None:
    _deploy(stack, images, prefix)

    app = _require("container", f"{prefix}-app")
    host = app["HostConfig"]
    assert app["Config"]["User"] == "1000:1000"
    assert host["ReadonlyRootfs"] is True
    assert host["CapDrop"] == ["ALL"]
    assert host["SecurityOpt"] == ["no-new-privileges:true"]
    assert host["Init"] is True
    assert (host["Memory"], host["NanoCpus"]) == (64 * 1024 * 1024, 500_000_000)
    assert host["Tmpfs"] == {"/tmp": "size=32m,uid=1000,gid=1000,mode=1777"}  # noqa: S108
    assert app["State"]["Health"]["Status"] == "healthy"
    assert "app" in app["NetworkSettings"]["Networks"][f"{prefix}-net"]["Aliases"]
    assert list(app["NetworkSettings"]["Networks"]) == [f"{prefix}-net"]
    logs = subprocess.run(
        ["docker", "logs", f"{prefix}-app"], capture_output=True, text=True, check=True
    )
    assert logs.stdout.strip() == "1000:1000:400"
    carrier = _require("container", f"{prefix}-carrier")
    assert carrier["State"]["Status"] == "created"

    assert MARKER not in stack.state_text()
    assert set(map(tuple, stack.plan().values())) == {("same",)}
    assert "unchanged" in stack.require("refresh", "--yes").output
    assert set(map(tuple, stack.plan("--refresh").values())) == {("same",)}
    assert MARKER not in stack.state_text()

    stack.require("destroy", "--yes", "--skip-preview")
    for kind, name in (
        ("container", "app"),
        ("container", "carrier"),
        ("network", "net"),
        ("volume", "vol"),
    ):
        assert inspect(kind, f"{prefix}-{name}") is None


def test_limits_change_in_place_and_another_image_replaces(
    stack: Stack, images: Images, prefix: str
) -> None:
    _deploy(stack, images, prefix)
    before = _require("container", f"{prefix}-app")
    _deploy(stack, images, prefix, memory=128)
    after = _require("container", f"{prefix}-app")
    assert after["Id"] == before["Id"]
    assert after["HostConfig"]["Memory"] == 128 * 1024 * 1024
    assert after["State"]["StartedAt"] == before["State"]["StartedAt"]

    _deploy(stack, images, prefix, memory=128, image=images.two)
    replaced = _require("container", f"{prefix}-app")
    assert replaced["Id"] != before["Id"]
    assert replaced["Config"]["Image"] == images.two


def test_changed_limit_is_seen_as_drift_and_restored(
    stack: Stack, images: Images, prefix: str
) -> None:
    _deploy(stack, images, prefix)
    update = ["docker", "update", "--memory=256m", "--memory-swap=512m", f"{prefix}-app"]
    subprocess.run(update, capture_output=True, check=True)
    assert stack.plan("--refresh")["app"] == ["update"]
    outcome = stack.up("--refresh")
    assert outcome.status == 0, outcome.output
    assert _require("container", f"{prefix}-app")["HostConfig"]["Memory"] == 64 * 1024 * 1024


def test_removed_container_is_seen_and_made_again(
    stack: Stack, images: Images, prefix: str
) -> None:
    _deploy(stack, images, prefix)
    subprocess.run(["docker", "rm", "--force", f"{prefix}-app"], capture_output=True, check=True)
    assert stack.plan("--refresh")["app"] == ["create"]
    outcome = stack.up("--refresh")
    assert outcome.status == 0, outcome.output
    assert _require("container", f"{prefix}-app")["State"]["Running"] is True


def test_stopped_container_is_seen_and_started_again(
    stack: Stack, images: Images, prefix: str
) -> None:
    _deploy(stack, images, prefix)
    before = _require("container", f"{prefix}-app")
    subprocess.run(["docker", "stop", "--time=1", f"{prefix}-app"], capture_output=True, check=True)
    assert stack.plan("--refresh")["app"] == ["update"]
    outcome = stack.up("--refresh")
    assert outcome.status == 0, outcome.output
    after = _require("container", f"{prefix}-app")
    assert after["Id"] == before["Id"]
    assert after["State"]["Health"]["Status"] == "healthy"


@pytest.mark.parametrize("remove", [True, False])
def test_anonymous_volume_stays_when_asked(
    stack: Stack, images: Images, prefix: str, *, remove: bool
) -> None:
    stack.program(f"""
        docker.Container(
            "app", name="{prefix}-app", image="{images.one}", command=["/bin/sleep", "1000"],
            network_mode="none", remove_volumes={remove},
            volumes=[docker.ContainerVolumeArgs(container_path="/scratch")],
        )
    """)
    assert stack.up().status == 0
    (mount,) = _require("container", f"{prefix}-app")["Mounts"]
    stack.require("destroy", "--yes", "--skip-preview")
    assert (inspect("volume", mount["Name"]) is None) is remove
    subprocess.run(["docker", "volume", "rm", mount["Name"]], capture_output=True, check=False)


@pytest.mark.parametrize("keep", [True, False])
def test_image_is_pulled_by_digest_and_kept_when_asked(
    stack: Stack, images: Images, *, keep: bool
) -> None:
    subprocess.run(["docker", "rmi", "--force", images.two], capture_output=True, check=False)
    stack.program(f"""
        image = docker.RemoteImage("image", name="{images.two}", keep_locally={keep})
        pulumi.export("digest", image.repo_digest)
    """)
    assert stack.up().status == 0
    assert inspect("image", images.two) is not None
    assert stack.require("stack", "output", "digest").output.strip() == images.two
    assert set(map(tuple, stack.plan("--refresh").values())) == {("same",)}
    stack.require("destroy", "--yes", "--skip-preview")
    assert (inspect("image", images.two) is not None) is keep


def test_unnamed_resource_gets_a_name_and_keeps_it(stack: Stack, prefix: str) -> None:
    stack.program(f'docker.Volume("{prefix}-auto")')
    assert stack.up().status == 0
    name = stack.resources()[f"{prefix}-auto"]["id"]
    assert name.startswith(f"{prefix}-auto-")
    assert set(map(tuple, stack.plan("--refresh").values())) == {("same",)}


def test_existing_container_can_be_imported(stack: Stack, images: Images, prefix: str) -> None:
    run = ["docker", "run", "--detach", f"--name={prefix}-app", "--network=none", "--memory=64m"]
    done = subprocess.run(
        [*run, "--user=1000", images.one, "/bin/sleep", "1000"],
        capture_output=True,
        text=True,
        check=True,
    )
    container_id = done.stdout.strip()
    stack.program(f"""
        docker.Container(
            "app", name="{prefix}-app", image="{images.one}", network_mode="none", memory=64,
            user="1000", command=["/bin/sleep", "1000"],
            opts=pulumi.ResourceOptions(import_="{container_id}"),
        )
    """)
    outcome = stack.up()
    assert outcome.status == 0, outcome.output
    assert stack.resources()["app"]["id"] == container_id
    assert _require("container", f"{prefix}-app")["Id"] == container_id
