"""The command line on the running stack of environment `test`, as `novaos test` deploys it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli import exit_codes
from infra.secret_store import read_secret
from novaos.exclusive import exclusive
from novaos.workspace import REPOSITORY, VAR

NOVAOS = Path(sys.executable).parent / "novaos"
ENVIRONMENT = "test"
DOCTOR_SECONDS_MAX = 10
CONSOLES = {
    "novaos-console": "http://novaos.localhost:18001",
    "gypsy-cove": "http://gypsycove.localhost:18000",
    "web-shell": "http://blackrose.localhost:18002",
}
STAGING_CORE_API = ("127.0.0.1", 18760)

pytestmark = pytest.mark.docker


def novaos(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [NOVAOS, *arguments],
        cwd=REPOSITORY,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module", autouse=True)
def _stack() -> None:
    """Fail, and do not skip, when the stack is not there."""
    done = novaos("status", "--env", ENVIRONMENT)
    if done.returncode != exit_codes.OK:
        pytest.fail(f"the test stack is not healthy:\n{done.stdout}{done.stderr}\nrun: make test")


def test_status_says_that_all_is_healthy_and_as_locked() -> None:
    answer = json.loads(novaos("status", "--env", ENVIRONMENT, "--json").stdout)
    assert {each["verdict"] for each in answer["workloads"]} == {"healthy"}
    assert all(each["as_locked"] for each in answer["workloads"])
    published = [port for each in answer["workloads"] for port in each["ports"]]
    assert published == [
        *("127.0.0.1:23760->8760/tcp", "127.0.0.1:23765->8765/tcp", "127.0.0.1:18000->3000/tcp"),
        *("127.0.0.1:18001->3001/tcp", "127.0.0.1:18002->3002/tcp"),
    ]
    assert answer["consoles"] == CONSOLES


def test_doctor_answers_in_time_with_what_why_and_fix() -> None:
    started = time.monotonic()
    findings = json.loads(novaos("doctor", "--env", ENVIRONMENT, "--json").stdout)
    assert time.monotonic() - started < DOCTOR_SECONDS_MAX
    by_name = {each["name"]: each for each in findings}
    assert by_name["engine"]["status"] == "ok"
    assert by_name["ports"]["status"] == "ok"
    assert all(each["why"] for each in findings if each["status"] != "ok")


def test_up_again_changes_nothing() -> None:
    done = novaos("up", "--env", ENVIRONMENT)
    assert done.returncode == exit_codes.OK, done.stderr
    assert "changed: nothing" in done.stderr
    assert "http://127.0.0.1:23760" in done.stdout
    assert "ws://127.0.0.1:23765" in done.stdout
    assert all(address in done.stdout for address in CONSOLES.values())
    assert "secrets/test/founder_one_time_password" in done.stdout
    assert read_secret(ENVIRONMENT, "founder_one_time_password") not in done.stdout + done.stderr
    assert "total" in done.stderr


def test_up_killed_in_the_middle_works_when_run_again() -> None:
    with subprocess.Popen(
        [NOVAOS, "up", "--env", ENVIRONMENT],
        cwd=REPOSITORY,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as killed:
        assert killed.stderr is not None
        for line in killed.stderr:
            if "verify" in line:
                break
        time.sleep(1)  # pulumi is at work now
        os.killpg(killed.pid, signal.SIGKILL)
    assert killed.returncode == -signal.SIGKILL
    done = novaos("up", "--env", ENVIRONMENT)
    assert done.returncode == exit_codes.OK, done.stderr


@pytest.fixture
def _interruptible() -> Iterator[None]:
    """Have SIGINT handled: a run in the background ignores it, and its children inherit that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_interruptible")
def test_interruption_is_status_130_and_says_how_to_go_on() -> None:
    with subprocess.Popen(
        [NOVAOS, "up", "--env", ENVIRONMENT],
        cwd=REPOSITORY,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as interrupted:
        assert interrupted.stderr is not None
        interrupted.stderr.readline()
        os.killpg(interrupted.pid, signal.SIGINT)
        rest = interrupted.stderr.read()
    assert interrupted.returncode == exit_codes.INTERRUPTED
    assert "run the same again" in rest
    assert "Traceback" not in rest


def test_a_second_command_on_the_environment_is_status_6() -> None:
    with exclusive(VAR / "locks" / f"{ENVIRONMENT}.lock", "novaos deploy --env test", wait=False):
        done = novaos("build", "--env", ENVIRONMENT)
    assert done.returncode == exit_codes.LOCK_HELD
    assert f"process {os.getpid()}, novaos deploy --env test" in done.stderr


def test_a_taken_port_is_status_5_before_anything_is_built() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(STAGING_CORE_API)
        listener.listen()
        done = novaos("up", "--env", "staging")
    assert done.returncode == exit_codes.PRECONDITION
    assert "18760 (core-api)" in done.stderr
    assert "fix:" in done.stderr
    assert "build" not in done.stderr


def test_an_engine_that_is_away_is_a_failure_with_a_fix(tmp_path: Path) -> None:
    away = {"DOCKER_HOST": f"unix://{tmp_path / 'none.sock'}"}
    done = novaos("status", "--env", ENVIRONMENT, env=away)
    assert done.returncode == exit_codes.FAILURE
    assert "the engine does not answer" in done.stderr
    assert "fix: run: make doctor" in done.stderr
    findings = json.loads(novaos("doctor", "--json", env=away).stdout)
    assert {each["name"]: each["status"] for each in findings}["engine"] == "failed"


def test_plain_pulumi_works_in_the_environment_that_is_printed() -> None:
    script = (
        f'eval "$({NOVAOS} env --env {ENVIRONMENT})" && '
        f"pulumi preview --stack {ENVIRONMENT} --policy-pack policies --expect-no-changes"
    )
    done = subprocess.run(
        ["/bin/sh", "-c", script],
        cwd=REPOSITORY,
        env={"HOME": os.environ["HOME"], "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == exit_codes.OK, done.stdout + done.stderr


def test_the_printed_environment_holds_no_secret() -> None:
    printed = novaos("env", "--env", ENVIRONMENT).stdout
    secrets = [path for path in (REPOSITORY / "secrets" / ENVIRONMENT).iterdir() if path.is_file()]
    assert secrets
    for path in secrets:
        assert path.read_text(errors="replace").strip() not in printed, path.name
