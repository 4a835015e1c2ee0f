"""`pulumi up` typed by hand, with the pack and without it, refuses what was tampered with."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from images.stage import locked_references
from tests.support.infra_copy import ENVIRONMENT, copy_checkout, edit, pulumi_by_hand

pytestmark = pytest.mark.docker

_UP = ("up", "--yes", "--skip-preview")
Tamper = Callable[[Path], None]


@pytest.fixture
def copy(tmp_path: Path, deployed: None) -> Path:  # noqa: ARG001 - comes first
    return copy_checkout(tmp_path)


def _evidence(folder: Path, image: str) -> Path:
    digest = locked_references(ENVIRONMENT)[image].digest
    return folder / "var" / "evidence" / ENVIRONMENT / digest.hex


def _tamper_lock(folder: Path) -> None:
    digest = str(locked_references(ENVIRONMENT)["core-api"].digest)
    edit(folder / "images" / "locks" / "core-api.json", digest, f"sha256:{'0' * 64}")


def _remove_verdict(folder: Path) -> None:
    (_evidence(folder, "core-api") / "verdict.bundle.json").unlink()


def _move_verdict(folder: Path) -> None:
    name = "verdict.bundle.json"
    shutil.copy2(_evidence(folder, "postgres") / name, _evidence(folder, "core-api") / name)


def _name_a_tag(folder: Path) -> None:
    rendering = folder / "infra" / "rendering.py"
    edit(rendering, '"image": str(image)', '"image": f"{image.repository}:latest"')


def _open_the_root(folder: Path) -> None:
    edit(folder / "infra" / "hardening.py", '"read_only": profile.read_only', '"read_only": False')


def _keep_capabilities(folder: Path) -> None:
    edit(folder / "infra" / "hardening.py", "list(profile.cap_drop)", "[]")


def _run_as_root(folder: Path) -> None:
    edit(folder / "infra" / "hardening.py", "profile.user", '"0:0"')


def _publish_everywhere(folder: Path) -> None:
    edit(
        folder / "infra" / "rendering.py",
        '"ip": topology.settings.publish_address',
        '"ip": "0.0.0.0"',
    )


def _put_a_secret_in_the_environment(folder: Path) -> None:
    edit(
        folder / "infra" / "agent_workloads.py",
        '("AGENT_NAME", name),',
        '("AGENT_NAME", name), ("AGENT_SHARED_TOKEN", "0123456789abcdef"),',
    )


def _add_a_stray_container(folder: Path) -> None:
    program = folder / "infra" / "__main__.py"
    text = program.read_text()
    stray = "import pulumi_docker\npulumi_docker.Container('stray', image='busybox:latest')\n"
    program.write_text(text + stray)


REFUSED = [
    (_tamper_lock, "core-api"),
    (_remove_verdict, "not verified"),
    (_move_verdict, "core-api"),
    (_name_a_tag, "not pinned by digest"),
    (_open_the_root, "root filesystem is writable"),
    (_keep_capabilities, "capabilities dropped are []"),
    (_run_as_root, "user is '0:0'"),
    (_publish_everywhere, "every interface"),
    (_put_a_secret_in_the_environment, "AGENT_SHARED_TOKEN holds a secret"),
    (_add_a_stray_container, "busybox:latest"),
]


def test_untouched_copy_is_admitted_and_changes_nothing(copy: Path) -> None:
    done = pulumi_by_hand(copy, "preview", "--expect-no-changes", "--policy-pack", "policies")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("tamper", "named"), REFUSED)
def test_tampering_is_refused_by_hand_without_the_pack(
    copy: Path, tamper: Tamper, named: str
) -> None:
    tamper(copy)
    done = pulumi_by_hand(copy, *_UP)
    assert done.returncode != 0
    assert named in done.stdout + done.stderr


@pytest.mark.parametrize(("tamper", "named"), REFUSED)
def test_tampering_is_refused_by_the_pack_alone(copy: Path, tamper: Tamper, named: str) -> None:
    tamper(copy)
    program = copy / "infra" / "__main__.py"
    edit(program, "require_admitted(plan)", "pass")
    edit(program, "guard_resources(environment)", "pass")
    images = copy / "infra" / "verified_images.py"
    edit(images, "require_passed_verdict(environment, locked[name], datetime.now(UTC))", "pass")
    done = pulumi_by_hand(copy, *_UP, "--policy-pack", "policies")
    assert done.returncode != 0
    assert named in done.stdout + done.stderr
    assert "[mandatory]" in done.stdout + done.stderr


def test_configuration_for_one_update_only_is_refused(copy: Path) -> None:
    done = pulumi_by_hand(copy, *_UP, "--config", "novaos:publishAddress=192.0.2.1")
    assert done.returncode != 0
    assert "publishAddress" in done.stdout + done.stderr


def test_refusal_left_no_unfinished_operation(copy: Path) -> None:
    _open_the_root(copy)
    pulumi_by_hand(copy, *_UP)
    exported = json.loads(pulumi_by_hand(copy, "stack", "export").stdout)
    assert not exported["deployment"].get("pending_operations")
