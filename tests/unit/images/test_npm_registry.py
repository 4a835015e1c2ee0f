"""npm is asked without an address or a script, and what it delivers is believed by hash only."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from images import npm_registry
from images.blobs import has_good_blob
from images.npm_registry import COOLDOWN, fetch_npm, lock_npm
from novaos.command import CommandError, Completed
from novaos.errors import EvidenceError, EvidenceUnavailableError, PreconditionError
from tests.support.images import locked_npm, make_npm, npm_entry

CONTENT = make_npm({"one.js": b"let x"})
ENTRY = npm_entry("one.js")
LOCKED = locked_npm(CONTENT, ENTRY)
NOW = datetime(2026, 3, 1, tzinfo=UTC)


class Npm:
    """Stands in for the program: answers, and remembers how it was called."""

    def __init__(self) -> None:
        self.content = CONTENT
        self.integrity = f"sha1-x= {LOCKED.integrity}"
        self.time = {"1.0.0": (NOW - COOLDOWN).isoformat()}
        self.answer: str | None = None
        self.calls: list[list[str]] = []
        self.failure = ""

    def run(self, argv: list[str], **_: object) -> Completed:
        """Do what `novaos.command.run` does."""
        self.calls.append(argv)
        if self.failure:
            raise CommandError(
                argv, self.failure, returncode=None if "not inst" in self.failure else 1
            )
        if argv[1] == "view":
            said = {"dist.integrity": self.integrity, "time": self.time}
            return Completed(json.dumps(said) if self.answer is None else self.answer, "")
        place = next(a.partition("=")[2] for a in argv if a.startswith("--pack-destination="))
        (Path(place) / "one-1.0.0.tgz").write_bytes(self.content)
        return Completed("one-1.0.0.tgz\n", "")


@pytest.fixture
def npm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Npm:
    made = Npm()
    monkeypatch.setenv("NOVAOS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(npm_registry, "run", made.run)
    return made


def _is_cached() -> bool:
    return has_good_blob(LOCKED.sha256)


def test_package_is_locked_by_both_hashes_and_cached(npm: Npm) -> None:
    assert npm.content == CONTENT
    assert lock_npm(ENTRY, "small", NOW) == LOCKED
    assert _is_cached()


def test_no_script_runs_and_no_registry_is_named(npm: Npm) -> None:
    lock_npm(ENTRY, "small", NOW)
    fetch_npm([LOCKED])
    assert [call[:3] for call in npm.calls] == [
        ["npm", "view", "one@1.0.0"],
        ["npm", "pack", "one@1.0.0"],
        ["npm", "pack", "one@1.0.0"],
    ]
    for call in npm.calls:
        assert "--ignore-scripts" in call
        assert not [word for word in call if "registry" in word or "://" in word]


@pytest.mark.parametrize("missing", [timedelta(seconds=1), timedelta(days=6), timedelta(days=8)])
def test_young_version_is_refused(npm: Npm, missing: timedelta) -> None:
    npm.time = {"1.0.0": (NOW - COOLDOWN + missing).isoformat()}
    with pytest.raises(EvidenceError, match=r"one 1\.0\.0 was published .*less than 7 days ago"):
        lock_npm(ENTRY, "small", NOW)
    assert not _is_cached()


def test_time_of_publishing_may_lack_its_zone(npm: Npm) -> None:
    npm.time = {"1.0.0": "2026-02-01T00:00:00"}
    assert lock_npm(ENTRY, "small", NOW) == LOCKED


def test_content_that_the_registry_did_not_announce_is_refused(npm: Npm) -> None:
    npm.content = make_npm({"one.js": b"let bad"})
    with pytest.raises(EvidenceError, match=r"one 1\.0\.0: got sha512-.*, expected sha512-"):
        lock_npm(ENTRY, "small", NOW)
    assert not _is_cached()


@pytest.mark.parametrize("field", ["integrity", "sha256"])
def test_fetched_package_with_another_hash_never_enters_the_cache(npm: Npm, field: str) -> None:
    other = make_npm({"one.js": b"let bad"})
    mixed = {"integrity": locked_npm(other, ENTRY).integrity, "sha256": LOCKED.sha256}
    if field == "integrity":
        mixed = {"integrity": LOCKED.integrity, "sha256": locked_npm(other, ENTRY).sha256}
    npm.content = other
    package = type(LOCKED)(LOCKED.name, LOCKED.version, **mixed, layer="small")
    with pytest.raises(EvidenceError, match=r"one 1\.0\.0.*expected sha") as refusal:
        fetch_npm([package])
    assert refusal.value.fix
    assert not _is_cached()


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "[]",
        "{}",
        json.dumps({"dist.integrity": "sha1-x=", "time": {"1.0.0": "2026-01-01T00:00:00Z"}}),
        json.dumps({"dist.integrity": LOCKED.integrity}),
        json.dumps({"dist.integrity": LOCKED.integrity, "time": {"0.9.0": "2026-01-01T00:00:00Z"}}),
        json.dumps({"dist.integrity": LOCKED.integrity, "time": {"1.0.0": "yesterday"}}),
    ],
    ids=["nothing", "a list", "no field", "SHA-1 alone", "no times", "other times", "no time"],
)
def test_registry_that_says_too_little_is_not_success(npm: Npm, answer: str) -> None:
    npm.answer = answer
    with pytest.raises(EvidenceUnavailableError, match=r"one 1\.0\.0: the registry does not say"):
        lock_npm(ENTRY, "small", NOW)


def test_absent_npm_and_absent_package_are_different_errors(npm: Npm) -> None:
    npm.failure = "is not installed"
    with pytest.raises(PreconditionError, match=r"npm is not installed(.|\n)*apt-get install npm"):
        fetch_npm([LOCKED])
    npm.failure = "ended with status 1"
    with pytest.raises(EvidenceUnavailableError, match=r"one 1\.0\.0 could not be had"):
        fetch_npm([LOCKED])
