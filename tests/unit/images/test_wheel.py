"""Wheels: modules and metadata only, and never one with another hash."""

from pathlib import Path

import pytest

from images import wheel
from images.lock import LockedWheel
from images.tree import Tree
from images.wheel import add_wheel, fetch_wheels
from novaos.command import CommandError
from novaos.errors import EvidenceError, EvidenceUnavailableError
from tests.support.images import make_wheel

WHEEL = LockedWheel("idna", "3.10", "idna-3.10-py3-none-any.whl", "0" * 64)


def unpack(content: bytes) -> Tree:
    tree: Tree = {}
    add_wheel(tree, content, "idna 3.10", [])
    return tree


def test_modules_and_metadata_are_installed_and_scripts_are_not() -> None:
    content = make_wheel(
        {
            "idna/__init__.py": "x = 1",
            "idna-3.10.dist-info/METADATA": "Name: idna",
            "idna-3.10.dist-info/licenses/LICENSE": "BSD",
            "idna-3.10.data/scripts/idna": "#!python",
            "idna-3.10.data/purelib/extra.py": "y = 2",
        }
    )
    assert set(unpack(content)) == {
        "app/site-packages/idna/__init__.py",
        "app/site-packages/idna-3.10.dist-info/METADATA",
        "app/site-packages/idna-3.10.dist-info/licenses/LICENSE",
        "app/site-packages/extra.py",
    }


def test_damaged_wheel_is_refused_by_name() -> None:
    with pytest.raises(EvidenceError, match=r"idna 3\.10"):
        unpack(b"no zip")


@pytest.mark.parametrize(
    ("stderr", "error"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES\n idna", EvidenceError),
        ("ERROR: No matching distribution found for idna", EvidenceUnavailableError),
    ],
)
def test_other_hash_and_absent_wheel_are_different_errors(
    monkeypatch: pytest.MonkeyPatch, stderr: str, error: type[Exception]
) -> None:
    def fail(argv: list[str], **_: object) -> None:
        raise CommandError(argv, "ended with status 1", stderr=stderr)

    monkeypatch.setattr(wheel, "run", fail)
    with pytest.raises(error, match="idna"):
        fetch_wheels([WHEEL])


def test_downloaded_wheel_with_another_hash_never_enters_the_cache(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def deliver(argv: list[str], **_: object) -> None:
        (Path(argv[-1]) / WHEEL.filename).write_bytes(b"other content")

    monkeypatch.setenv("NOVAOS_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(wheel, "run", deliver)
    with pytest.raises(EvidenceError, match=r"wheel idna 3\.10: corrupted: got .*expected"):
        fetch_wheels([WHEEL])
    assert not list(tmp_path.rglob("*"))
