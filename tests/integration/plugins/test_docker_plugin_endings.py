"""The docker plugin on a real engine: how jobs and containers end."""

import subprocess
import time

import pytest

from tests.integration.plugins.conftest import Images
from tests.support.pulumi_plugins import Stack

pytestmark = pytest.mark.docker


JOB = """
job = docker.Container(
    "job", name="{prefix}-job", image="{image}", network_mode="none", attach=True, logs=True,
    must_run=False, command=["/bin/sh", "-c", "echo done; exit {code}"],
)
pulumi.export("exit_code", job.exit_code)
pulumi.export("logs", job.container_logs)
"""


@pytest.mark.parametrize("code", [0, 3])
def test_job_is_awaited_and_its_exit_code_and_log_are_outputs(
    stack: Stack, images: Images, prefix: str, code: int
) -> None:
    stack.program(JOB.format(prefix=prefix, image=images.one, code=code))
    outcome = stack.up()
    assert outcome.status == 0, outcome.output
    assert stack.require("stack", "output", "exit_code").output.strip() == str(code)
    assert stack.require("stack", "output", "logs").output.strip() == "done"
    assert set(map(tuple, stack.plan("--refresh").values())) == {("same",)}


GRACE = """
docker.Container(
    "app", name="{prefix}-app", image="{image}", network_mode="none", destroy_grace_seconds=5,
    command=["/bin/sh", "-c", "trap 'echo bye > /data/bye; exit 0' TERM; sleep 1000 & wait"],
    volumes=[docker.ContainerVolumeArgs(volume_name="{prefix}-vol", container_path="/data")],
)
"""


def test_container_is_stopped_with_grace_before_its_removal(
    stack: Stack, images: Images, prefix: str
) -> None:
    stack.program(GRACE.format(prefix=prefix, image=images.one))
    assert stack.up().status == 0
    time.sleep(0.5)  # until the shell has set its trap
    stack.require("destroy", "--yes", "--skip-preview")
    mount = ["--volume", f"{prefix}-vol:/data:ro"]
    shown = subprocess.run(
        [
            "docker",
            "run",
            "--rm",
            "--name",
            f"{prefix}-look",
            *mount,
            images.one,
            "/bin/cat",
            "/data/bye",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.strip() == "bye"
