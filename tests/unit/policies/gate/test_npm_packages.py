"""The gate asks for npm packages as for every other: in both SBOMs, and in the provenance."""

from dataclasses import replace
from typing import Any

import pytest

from policies.gate.content import check_provenance, check_sboms
from policies.gate.known import Known
from tests.support.gate import cyclonedx, known_good, policy, provenance, spdx, spdx_package
from tests.support.small_image import NPM

HTMX = {"uri": NPM.purl, "digest": {"sha256": NPM.sha256}}


def _known(**predicates: dict[str, Any]) -> Known:
    """Return what is known of an image with an npm package, after other predicates took over."""
    good = known_good()
    lock = replace(good.lock, npm=(NPM,))
    component = {"type": "library", "name": NPM.name, "purl": NPM.purl}
    documents = {
        "sbom-cyclonedx": {**cyclonedx(), "components": [*cyclonedx()["components"], component]},
        "sbom-spdx": {
            **spdx(),
            "packages": [*spdx()["packages"], spdx_package("SPDXRef-h", NPM.purl)],
        },
        "provenance": _provenance(HTMX),
        **{name.replace("_", "-"): value for name, value in predicates.items()},
    }
    statements = {
        name: replace(statement, predicate=documents.get(name, statement.predicate))
        for name, statement in good.statements.items()
    }
    return replace(good, lock=lock, statements=statements)


def _provenance(*packages: dict[str, Any]) -> dict[str, Any]:
    made = provenance()
    made["buildDefinition"]["resolvedDependencies"] += packages
    return made


def _failures(known: Known) -> list[str]:
    return [*check_sboms(known), *check_provenance(known, policy())]


def test_image_whose_claims_name_the_package_passes() -> None:
    assert not _failures(_known())


@pytest.mark.parametrize(
    "missing", [{"sbom_cyclonedx": cyclonedx()}, {"sbom_spdx": spdx()}], ids=["cyclonedx", "spdx"]
)
def test_sbom_without_the_package_fails(missing: dict[str, dict[str, Any]]) -> None:
    (failure,) = _failures(_known(**missing))
    assert "npm htmx.org 2.0.11 is in the lock but not here" in failure


def test_provenance_without_the_package_fails() -> None:
    (failure,) = _failures(_known(provenance=provenance()))
    assert f"provenance: {NPM.purl} {NPM.sha256} of the lock is missing" in failure


def test_package_of_another_content_fails() -> None:
    other = {**HTMX, "digest": {"sha256": "0" * 64}}
    failures = _failures(_known(provenance=_provenance(other)))
    assert [failure.endswith("is not in the lock") for failure in failures] == [False, True]


def test_package_that_is_not_locked_fails() -> None:
    known = _known()
    failures = _failures(replace(known, lock=replace(known.lock, npm=())))
    assert len([failure for failure in failures if failure.endswith("is not in the lock")]) == 3
