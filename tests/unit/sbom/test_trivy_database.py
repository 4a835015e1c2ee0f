"""The database is used when it is there; a failed download is never a success."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from novaos.command import CommandError
from sbom import trivy_database
from sbom.scan_record import NotAssessed, VulnerabilityDatabase
from sbom.trivy_database import SETTING, ensure_database, find_database

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NOVAOS_CACHE_DIR", str(tmp_path))
    monkeypatch.delenv(SETTING, raising=False)
    return tmp_path / "trivy" / "db"


def _put_database(folder: Path, downloaded_at: datetime = NOW) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    times = {"UpdatedAt": "2026-03-01T06:00:00.123Z", "DownloadedAt": downloaded_at.isoformat()}
    (folder / "metadata.json").write_text(json.dumps(times))
    (folder / "trivy.db").write_bytes(b"x")


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Let every download fail, and note how it was asked for."""
    asked: list[list[str]] = []

    def fail(argv: list[str], **_options: object) -> None:
        asked.append(argv)
        raise CommandError(argv, "ended with status 1", stderr="no such host")

    monkeypatch.setattr(trivy_database, "run", fail)
    return asked


def test_cached_database_has_its_date(folder: Path) -> None:
    _put_database(folder)
    assert find_database() == VulnerabilityDatabase("2026-03-01T06:00:00Z", "the user's cache")


def test_no_database_says_how_to_get_one(folder: Path) -> None:
    assert not folder.exists()
    found = ensure_database(NOW)
    assert isinstance(found, NotAssessed)
    assert "set NOVAOS_TRIVY_DB=update" in found.reason


@pytest.mark.parametrize("damage", ["{", "[]", "{}", '{"UpdatedAt": 5}'])
def test_damaged_metadata_is_not_assessed(folder: Path, damage: str) -> None:
    _put_database(folder)
    (folder / "metadata.json").write_text(damage)
    assert isinstance(find_database(), NotAssessed)


def test_metadata_without_the_database_is_not_assessed(folder: Path) -> None:
    _put_database(folder)
    (folder / "trivy.db").unlink()
    assert isinstance(find_database(), NotAssessed)


@pytest.mark.usefixtures("folder")
def test_network_is_not_asked_unless_the_setting_says_so(calls: list[list[str]]) -> None:
    assert isinstance(ensure_database(NOW), NotAssessed)
    assert not calls


@pytest.mark.usefixtures("folder")
def test_failed_download_without_a_database_is_not_assessed(
    calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, "update")
    found = ensure_database(NOW)
    assert isinstance(found, NotAssessed)
    assert "the download failed (NOVAOS_TRIVY_DB=update)" in found.reason
    assert len(calls) == 1


def test_failed_download_falls_back_to_the_cached_one_with_its_date(
    folder: Path, calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    _put_database(folder, NOW - timedelta(hours=7))
    monkeypatch.setenv(SETTING, "update")
    assert ensure_database(NOW) == VulnerabilityDatabase("2026-03-01T06:00:00Z", "update")
    assert "--download-db-only" in calls[0]


def test_fresh_download_is_not_repeated(
    folder: Path, calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    _put_database(folder, NOW - timedelta(hours=5))
    monkeypatch.setenv(SETTING, "update")
    assert isinstance(ensure_database(NOW), VulnerabilityDatabase)
    assert not calls


@pytest.mark.usefixtures("folder")
def test_other_repository_is_passed_on(
    calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, "registry.example.org/trivy-db")
    ensure_database(NOW)
    assert "--db-repository=registry.example.org/trivy-db" in calls[0]
