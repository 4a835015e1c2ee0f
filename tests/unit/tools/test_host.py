"""A host that cannot carry the pipeline is refused with the reason."""

from pathlib import Path

import pytest

from novaos.errors import PreconditionError
from tools import host


def test_a_full_disk_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    host.require_free_space(tmp_path / "not" / "yet", 1)
    with pytest.raises(PreconditionError, match="GiB free") as refusal:
        host.require_free_space(tmp_path / "not" / "yet", 1 << 60)
    assert "NOVAOS_CACHE_DIR" in refusal.value.fix


def test_another_architecture_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert host.check_host(tools_are_built=True)
    monkeypatch.setattr("platform.machine", lambda: "aarch64")
    with pytest.raises(PreconditionError, match="aarch64"):
        host.check_host(tools_are_built=True)


@pytest.mark.parametrize(
    ("release", "expected"),
    [
        ({"ID": "debian"}, True),
        ({"ID": "ubuntu", "ID_LIKE": "debian"}, True),
        ({"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, True),
        ({"ID": "fedora"}, False),
    ],
)
def test_the_debian_family_is_recognised(
    monkeypatch: pytest.MonkeyPatch, release: dict[str, str], *, expected: bool
) -> None:
    monkeypatch.setattr("platform.freedesktop_os_release", lambda: release)
    monkeypatch.setattr("shutil.which", lambda name: name)
    assert host.is_debian_family() is expected


def test_root_needs_no_sudo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert host.privileged(["rm", "x"]) == ["rm", "x"]
