"""SLSA v1 provenance: from which inputs, by which builder, an image was made.

Pure: a function of the lock and of the build record, so that an unchanged build is not attested
again. The build type is described in sbom/README.md.
https://slsa.dev/spec/v1.1/provenance
"""

from collections.abc import Mapping
from typing import Any

from images.lock import ImageLock
from novaos.errors import EvidenceError
from novaos.reference import Digest
from sbom.materials import lock_materials
from sbom.strict_json import parse_object

_SOURCE = "https://novaos.dev/source/deployment"
_REQUIRED = ("build_type", "builder_id", "started_at", "finished_at", "source_tree")


def render_provenance(lock: ImageLock, record: bytes) -> dict[str, Any]:
    """Make the predicate from the lock and the content of the build record `build.json`.

    Raises `EvidenceError` if the record is of another image or lacks a fact.
    """
    build = _require_record(lock, record)
    return {
        "buildDefinition": {
            "buildType": str(build["build_type"]),
            "externalParameters": {"definition": f"images/definitions/{lock.image}.yaml"},
            "internalParameters": {
                "inputs_hash": lock.inputs_hash,
                "intent_hash": lock.intent_hash,
                "source_date_epoch": lock.source_date_epoch,
                "source_tree": lock.source_tree,
            },
            "resolvedDependencies": [*_packages(lock), _source(build)],
        },
        "runDetails": {
            "builder": {"id": str(build["builder_id"])},
            "metadata": {
                "invocationId": str(build.get("invocation_id") or build["started_at"]),
                "startedOn": str(build["started_at"]),
                "finishedOn": str(build["finished_at"]),
            },
            "byproducts": [
                {"name": "build.json", "digest": {"sha256": Digest.of_bytes(record).hex}},
            ],
        },
    }


def _require_record(lock: ImageLock, record: bytes) -> dict[str, Any]:
    build = parse_object(record, "build.json")
    problems = [f"it lacks {name}" for name in _REQUIRED if not build.get(name)]
    problems += [
        f"its {name} is {build.get(name)}, the lock says {locked}"
        for name, locked in (("image_digest", lock.image_digest), ("source_tree", lock.source_tree))
        if build.get(name) != locked
    ]
    if problems:
        raise EvidenceError(
            f"build record of image {lock.image} {lock.digest}: {'; '.join(problems)}",
            fix="remove the record and build again: make build",
        )
    return build


def _packages(lock: ImageLock) -> list[dict[str, Any]]:
    return [
        {"uri": material.purl, "digest": {"sha256": material.sha256}}
        for material in lock_materials(lock)
    ]


def _source(build: Mapping[str, Any]) -> dict[str, Any]:
    """Name our own source: always by the hash of its files, by git revision when git knew it."""
    revision = str(build.get("source_revision") or "")
    tree = str(build["source_tree"]).removeprefix("sha256:")
    return {
        "name": "source",
        "uri": _SOURCE,
        "digest": {"novaosTree": tree, **({"gitCommit": revision} if revision else {})},
        # Files may differ from the commit: then only the tree's hash says what was built.
        "annotations": {"novaos_uncommitted": build.get("source_dirty") is not False},
    }
