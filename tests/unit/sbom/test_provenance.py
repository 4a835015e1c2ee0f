"""Provenance names the locked inputs and refuses a build record of something else."""

import json
from dataclasses import replace
from typing import Any

import pytest

from images.record import BUILD_TYPE, LOCAL_BUILDER
from novaos.errors import EvidenceError
from novaos.reference import Digest
from sbom.provenance import render_provenance
from tests.support.small_image import DEB, NPM, WHEEL, small_lock

LOCK = small_lock(Digest(f"sha256:{'d' * 64}"))


def _record(**changes: Any) -> bytes:  # noqa: ANN401 - JSON values
    record = {
        "build_type": BUILD_TYPE,
        "builder_id": LOCAL_BUILDER,
        "image_digest": LOCK.image_digest,
        "source_tree": LOCK.source_tree,
        "source_revision": "4" * 40,
        "source_dirty": False,
        "started_at": "2026-01-01T00:00:00Z",
        "finished_at": "2026-01-01T00:00:09Z",
    }
    return json.dumps({**record, **changes}).encode()


def _source(predicate: dict[str, Any]) -> dict[str, Any]:
    dependencies = predicate["buildDefinition"]["resolvedDependencies"]
    (source,) = [each for each in dependencies if each.get("name") == "source"]
    found: dict[str, Any] = source
    return found


def test_every_locked_package_is_a_resolved_dependency() -> None:
    predicate = render_provenance(replace(LOCK, npm=(NPM,)), _record())
    dependencies = predicate["buildDefinition"]["resolvedDependencies"]
    assert {"uri": DEB.purl, "digest": {"sha256": DEB.sha256}} in dependencies
    assert {"uri": WHEEL.purl, "digest": {"sha256": WHEEL.sha256}} in dependencies
    assert {"uri": NPM.purl, "digest": {"sha256": NPM.sha256}} in dependencies


def test_builder_and_times_come_from_the_build_record() -> None:
    details = render_provenance(LOCK, _record())["runDetails"]
    assert details["builder"] == {"id": LOCAL_BUILDER}
    assert details["metadata"]["startedOn"] == "2026-01-01T00:00:00Z"
    assert details["metadata"]["finishedOn"] == "2026-01-01T00:00:09Z"
    digest = Digest.of_bytes(_record()).hex
    assert details["byproducts"] == [{"name": "build.json", "digest": {"sha256": digest}}]


def test_same_build_gives_the_same_provenance() -> None:
    assert render_provenance(LOCK, _record()) == render_provenance(LOCK, _record())


def test_source_is_named_by_tree_and_commit() -> None:
    source = _source(render_provenance(LOCK, _record()))
    assert source["digest"] == {"novaosTree": LOCK.source_tree, "gitCommit": "4" * 40}
    assert source["annotations"] == {"novaos_uncommitted": False}


@pytest.mark.parametrize("dirty", [True, None, "false", 0])
def test_source_that_may_differ_from_the_commit_says_so(dirty: object) -> None:
    source = _source(render_provenance(LOCK, _record(source_dirty=dirty)))
    assert source["annotations"] == {"novaos_uncommitted": True}


def test_source_without_git_is_named_by_its_tree() -> None:
    source = _source(render_provenance(LOCK, _record(source_revision="", source_dirty=True)))
    assert source["digest"] == {"novaosTree": LOCK.source_tree}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"image_digest": f"sha256:{'e' * 64}"}, "its image_digest is sha256:eee"),
        ({"source_tree": "0" * 64}, "its source_tree is 000"),
        ({"builder_id": ""}, "it lacks builder_id"),
        ({"build_type": None}, "it lacks build_type"),
        ({"started_at": None}, "it lacks started_at"),
        ({"finished_at": None}, "it lacks finished_at"),
    ],
)
def test_record_of_another_build_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(EvidenceError, match=words) as caught:
        render_provenance(LOCK, _record(**changes))
    assert caught.value.fix
