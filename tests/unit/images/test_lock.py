"""A lock is written the same way every time, and nothing else is taken for one."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from images.lock import (
    LockedDeb,
    describe_difference,
    load_lock,
    lock_path,
    parse_lock,
    render_lock,
    write_lock,
)
from novaos.errors import PreconditionError
from tests.support.images import sample_lock

LOCK = sample_lock()


def test_written_lock_is_read_back() -> None:
    assert parse_lock(render_lock(LOCK), "small") == LOCK


def test_lock_names_no_place_on_the_internet() -> None:
    assert "http" not in render_lock(LOCK)


def test_missing_lock_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PreconditionError, match=r"small has no lock(.|\n)*make lock"):
        load_lock("small", tmp_path)


@pytest.mark.parametrize(
    "damage",
    [
        {"schema": 1},
        {"image": "other"},
        {"image_digest": "latest"},
        {"unknown": 1},
        {"debs": [{"name": "one"}]},
        {"debs": [{**json.loads(render_lock(LOCK))["debs"][0], "version": None}]},
        {"npm": [{**json.loads(render_lock(LOCK))["npm"][0], "sha256": 7}]},
        {"layers": 7},
    ],
    ids=lambda damage: next(iter(damage)),
)
def test_damaged_lock_is_refused(tmp_path: Path, damage: dict[str, object]) -> None:
    write_lock(LOCK, tmp_path)
    assert load_lock("small", tmp_path) == LOCK
    path = lock_path("small", tmp_path)
    path.write_text(json.dumps({**json.loads(path.read_text()), **damage}))
    with pytest.raises(PreconditionError):
        load_lock("small", tmp_path)


def test_difference_names_each_package() -> None:
    newer = replace(LOCK.debs[0], version="2")
    added = LockedDeb("two", "1", "amd64", "d" * 64, 1, "small")
    new = replace(LOCK, debs=(newer, added), wheels=(), npm=())
    assert describe_difference(LOCK, new) == [
        "small: + two 1",
        "small: one 1:1.0+deb13 -> 2",
        "small: - idna 3.10",
        "small: - @one/two 1.0.0",
    ]


def test_package_urls_are_escaped() -> None:
    assert LOCK.debs[0].purl == "pkg:deb/debian/one@1%3A1.0%2Bdeb13?arch=amd64"
    assert LOCK.wheels[0].purl == "pkg:pypi/idna@3.10"
    assert LOCK.npm[0].purl == "pkg:npm/%40one/two@1.0.0"


def test_lock_without_a_list_of_npm_packages_is_refused(tmp_path: Path) -> None:
    write_lock(LOCK, tmp_path)
    path = lock_path("small", tmp_path)
    value = json.loads(path.read_text())
    del value["npm"]
    path.write_text(json.dumps(value))
    with pytest.raises(PreconditionError, match="damaged: 'npm'"):
        load_lock("small", tmp_path)
