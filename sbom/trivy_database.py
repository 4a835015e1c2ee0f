"""The vulnerability database of Trivy: where it is, how old it is, whether it may be fetched.

`NOVAOS_TRIVY_DB` decides: unset or `cached` uses what is in the cache and never asks the network;
`update` lets Trivy fetch from its own default places; anything else is the OCI repository to fetch
from. A site without network copies `metadata.json` and `trivy.db` to `<cache>/trivy/db`. A failed
download falls back to the cached database, whose date the scan record carries; with none,
vulnerabilities are not assessed.
"""

import json
import logging
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from novaos.command import CommandError, run
from novaos.workspace import cache_folder, tool
from sbom.documents import render_time
from sbom.scan_record import NotAssessed, VulnerabilityDatabase

_logger = logging.getLogger(__name__)
SETTING = "NOVAOS_TRIVY_DB"
_CACHED, _UPDATE = "cached", "update"
_DOWNLOAD_TIMEOUT = timedelta(minutes=5)
_FRESH = timedelta(hours=6)
"""Publishers make a new database every six hours."""


def trivy_cache() -> Path:
    """Trivy's cache folder, in the user's NovaOS cache."""
    return cache_folder() / "trivy"


def find_database() -> VulnerabilityDatabase | NotAssessed:
    """Describe the cached database, or say why there is none."""
    path = trivy_cache() / "db" / "metadata.json"
    try:
        built_at = _read_time(path, "UpdatedAt")
    except FileNotFoundError:
        return NotAssessed(
            f"no vulnerability database is cached; set {SETTING}=update to download one",
        )
    except (ValueError, KeyError, TypeError) as error:
        return NotAssessed(f"the vulnerability database's metadata cannot be read: {error}")
    if not (path.parent / "trivy.db").exists():
        return NotAssessed("the vulnerability database is incomplete: trivy.db is missing")
    return VulnerabilityDatabase(render_time(built_at), _source())


def ensure_database(now: datetime) -> VulnerabilityDatabase | NotAssessed:
    """Fetch a newer database if the setting allows it, and describe what is there then."""
    if _setting() != _CACHED and not _is_fresh(now):
        command = [str(tool("trivy")), "image", "--download-db-only", "--skip-version-check"]
        source = [] if _setting() == _UPDATE else [f"--db-repository={_setting()}"]
        try:
            run(
                [*command, "--disable-telemetry", f"--cache-dir={trivy_cache()}", *source],
                timeout=_DOWNLOAD_TIMEOUT,
            )
        except CommandError as error:
            _logger.warning("vulnerability database not updated: %s", error.message[-300:])
            if isinstance(find_database(), NotAssessed):
                return NotAssessed(
                    f"no vulnerability database: the download failed ({SETTING}={_setting()})"
                )
    return find_database()


def _is_fresh(now: datetime) -> bool:
    try:
        return now - _read_time(trivy_cache() / "db" / "metadata.json", "DownloadedAt") < _FRESH
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _read_time(path: Path, field: str) -> datetime:
    moment = datetime.fromisoformat(str(json.loads(path.read_bytes())[field]))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _setting() -> str:
    return os.environ.get(SETTING, "").strip() or _CACHED


def _source() -> str:
    return "the user's cache" if _setting() == _CACHED else _setting()
