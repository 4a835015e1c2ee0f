"""The build record: what was built from what, when and by whom. Provenance is made from it."""

import json
import os
import platform
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from images.lock import ImageLock
from novaos.command import CommandError, run
from novaos.evidence import EvidenceFolder
from novaos.reference import ImageReference
from novaos.workspace import REPOSITORY

RECORD = "build.json"
SCHEMA = 1
BUILD_TYPE = "https://novaos.dev/build-types/debian-assembly/v1"
LOCAL_BUILDER = "https://novaos.dev/builders/local/v1"
"""A checkout on a person's machine: trusted as far as that machine is."""
GITHUB_BUILDER = "https://novaos.dev/builders/github-actions/v1"


def utc_text(moment: datetime) -> str:
    """Write a moment as UTC with Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def git_state() -> dict[str, Any]:
    """Revision and whether files differ from it; says why when git could not tell."""
    try:
        revision = run(["git", "rev-parse", "HEAD"], cwd=REPOSITORY).stdout.strip()
        changed = run(["git", "status", "--porcelain"], cwd=REPOSITORY).stdout.strip()
    except CommandError as error:
        return {"source_revision": "", "source_dirty": True, "source_unknown": error.message}
    return {"source_revision": revision, "source_dirty": bool(changed)}


def builder_id() -> str:
    """Who assembles: a person's checkout, or the workflow of a CI system."""
    return GITHUB_BUILDER if os.environ.get("GITHUB_WORKFLOW_REF") else LOCAL_BUILDER


def write_record(
    reference: ImageReference, environment: str, lock: ImageLock, started_at: datetime
) -> None:
    """Write the build record unless this digest has one already for the same inputs.

    A record of uncommitted source learns its commit once the checkout is clean: the build has just
    found the lock's inputs, with the hash of our source, to be those of the checkout. When and by
    whom the image was assembled stays as it was.
    """
    folder = EvidenceFolder(environment, reference.digest)
    there = _load_record(folder, reference, lock)
    if there is None:
        folder.write_json(RECORD, render_record(reference, lock, started_at))
    elif there["source_dirty"] is not False and not (state := git_state())["source_dirty"]:
        there.pop("source_unknown", None)
        folder.write_json(RECORD, there | state)


def _load_record(
    folder: EvidenceFolder, reference: ImageReference, lock: ImageLock
) -> dict[str, Any] | None:
    expected = {
        "schema": SCHEMA,
        "image": str(reference),
        "inputs_hash": lock.inputs_hash,
        "source_tree": lock.source_tree,
    }
    try:
        there: dict[str, Any] = json.loads((folder.path / RECORD).read_bytes())
        same = all(there[key] == value for key, value in expected.items())
        complete = "source_dirty" in there
    except (OSError, ValueError, KeyError, TypeError):
        return None  # absent or damaged: it is written (again)
    return there if same and complete else None


def render_record(
    reference: ImageReference, lock: ImageLock, started_at: datetime
) -> dict[str, Any]:
    """Make the content of `build.json`."""
    return {
        "schema": SCHEMA,
        "build_type": BUILD_TYPE,
        "image": str(reference),
        "image_name": lock.image,
        "image_digest": lock.image_digest,
        "config_digest": lock.config_digest,
        "inputs_hash": lock.inputs_hash,
        "source_tree": lock.source_tree,
        "source_date_epoch": lock.source_date_epoch,
        "resolved_dependencies": _dependencies(lock),
        "layers": [asdict(layer) for layer in lock.layers],
        "builder_id": builder_id(),
        "builder_host": platform.node(),
        "started_at": utc_text(started_at),
        "finished_at": utc_text(datetime.now(UTC)),
        **git_state(),
    }


def _dependencies(lock: ImageLock) -> list[dict[str, str]]:
    return [
        {"name": p.name, "version": p.version, "purl": p.purl, "sha256": p.sha256}
        for p in lock.packages
    ]
