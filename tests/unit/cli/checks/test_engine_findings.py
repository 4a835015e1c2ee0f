"""What the doctor says of an engine."""

from datetime import UTC, datetime

import pytest

from cli.checks import engine
from cli.checks.finding import Status


@pytest.mark.parametrize(
    ("version", "status"),
    [
        ("v1.3.6-0-gabc", Status.OK),
        ("v1.3.5-0-gabc", Status.FAILED),
        ("1.4.3", Status.OK),
        ("1.4.2", Status.FAILED),
        ("1.5.0", Status.OK),
        ("2.0.0", Status.OK),
        ("1.2.9", Status.FAILED),
        ("1.1.5+ds1-1+deb12u1", Status.WARNING),
        ("1.3.6+ds1-1", Status.OK),
        ("0b9e2f0c", Status.UNKNOWN),
        ("", Status.UNKNOWN),
    ],
)
def test_runc_floor(version: str, status: Status) -> None:
    finding = engine.check_runc({"RuncCommit": {"ID": version}})
    assert finding.status is status
    assert (finding.fix == "") is (status is Status.OK)


@pytest.mark.parametrize(
    ("options", "status"),
    [
        (["name=seccomp,profile=default"], Status.OK),
        (["name=seccomp,profile=builtin", "name=apparmor"], Status.OK),
        (["name=seccomp,profile=unconfined"], Status.FAILED),
        (["name=apparmor"], Status.FAILED),
        ([], Status.FAILED),
    ],
)
def test_seccomp(options: list[str], status: Status) -> None:
    assert engine.check_seccomp({"SecurityOptions": options}).status is status


@pytest.mark.parametrize(
    ("options", "status"),
    [(["name=apparmor"], Status.OK), (["name=selinux"], Status.OK), ([], Status.WARNING)],
)
def test_confinement(options: list[str], status: Status) -> None:
    assert engine.check_mandatory_access_control({"SecurityOptions": options}).status is status


@pytest.mark.parametrize(
    ("version", "status"), [("2", Status.OK), ("1", Status.WARNING), (None, Status.WARNING)]
)
def test_cgroups(version: str | None, status: Status) -> None:
    assert engine.check_cgroups({"CgroupVersion": version}).status is status


@pytest.mark.parametrize(
    ("api", "status"), [("1.41", Status.OK), ("1.52", Status.OK), ("1.40", Status.FAILED)]
)
def test_api_floor(api: str, status: Status) -> None:
    assert engine.check_version({"ApiVersion": api, "ServerVersion": "x"}).status is status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("2026-11-22T12:00:10.123456789Z", Status.OK),
        ("2026-11-22T12:05:00Z", Status.WARNING),
        ("2026-11-22T12:00:00", Status.UNKNOWN),
        ("", Status.UNKNOWN),
    ],
)
def test_engine_clock(text: str, status: Status) -> None:
    now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    assert engine.check_engine_clock({"SystemTime": text}, now).status is status
