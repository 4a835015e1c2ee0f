"""Thresholds are strict data, and the policy digest changes with everything the gate judges by."""

from pathlib import Path

import pytest

from novaos import workspace
from novaos.errors import PreconditionError
from policies import policy as policy_module
from policies.policy import THRESHOLDS, load_policy, load_thresholds
from policies.trusted_keys import load_trusted_keys
from tests.support.signing import make_signer
from tests.support.workspace import use_workspace

ENVIRONMENTS = ["dev", "test", "staging", "prod"]


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    use_workspace(monkeypatch, tmp_path)
    path = workspace.secrets_folder("prod") / "cosign.pub"
    make_signer(path)
    return path


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_committed_thresholds_are_well_formed(environment: str) -> None:
    thresholds = load_thresholds(THRESHOLDS / f"{environment}.yaml")
    strict = environment in {"staging", "prod"}
    assert thresholds.vulnerabilities_must_be_assessed == strict
    assert thresholds.source_must_be_committed == strict
    assert thresholds.max_fixable_vulnerabilities == {"CRITICAL": 0, "HIGH": 0}
    assert thresholds.max_secrets == 0


def test_staging_is_as_strict_as_prod() -> None:
    staging, prod = (load_thresholds(THRESHOLDS / f"{name}.yaml") for name in ("staging", "prod"))
    assert staging == prod


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("max_secrets: 0", "max_secret: 0", "unknown field 'max_secret'; missing field"),
        ("max_secrets: 0", "", "missing field 'max_secrets'"),
        ("max_secrets: 0", "max_secrets: '0'", "max_secrets is '0', expected a int"),
        ("max_secrets: 0", "max_secrets: true", "max_secrets is True, expected a int"),
        ("max_secrets: 0", "max_secrets: 0\nmax_secrets: 9", "duplicate keys"),
        ("{CRITICAL: 0, HIGH: 0}", "{CRITCAL: 0}", "CRITCAL"),
        ("{CRITICAL: 0, HIGH: 0}", "{CRITICAL: -1}", "CRITICAL: -1"),
        ("[sbom-cyclonedx, sbom-spdx, scan, provenance]", "[]", "required_attestations: empty"),
        ("[sbom-cyclonedx, sbom-spdx, scan, provenance]", "[scann]", "scann"),
        ("[forbidden]", "[1]", "refused_licence_categories holds more than words"),
        ("# prod.", "- x\n#", "not valid YAML"),
    ],
)
def test_malformed_thresholds_are_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    path = tmp_path / "prod.yaml"
    text = (THRESHOLDS / "prod.yaml").read_text()
    path.write_text(text)
    load_thresholds(path)
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(PreconditionError, match=words) as caught:
        load_thresholds(path)
    assert str(path) in caught.value.message


def test_unknown_environment_is_refused(key: Path) -> None:
    assert key.exists()
    with pytest.raises(PreconditionError, match=r"production\.yaml is missing"):
        load_policy("production")


def test_digest_is_the_same_for_the_same_policy(key: Path) -> None:
    assert key.exists()
    assert load_policy("prod").digest == load_policy("prod").digest


def test_digest_changes_with_the_key(key: Path) -> None:
    before = load_policy("prod").digest
    make_signer(key)
    assert load_policy("prod").digest != before


def test_digest_changes_with_the_thresholds(
    key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert key.exists()
    before = load_policy("prod").digest
    folder = tmp_path / "thresholds"
    folder.mkdir()
    (folder / "prod.yaml").write_text((THRESHOLDS / "prod.yaml").read_text() + "\n# looser\n")
    monkeypatch.setattr(policy_module, "THRESHOLDS", folder)
    assert load_policy("prod").digest != before


def test_digest_changes_with_the_revision_of_the_gate(
    key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert key.exists()
    before = load_policy("prod").digest
    monkeypatch.setattr(policy_module, "GATE_REVISION", policy_module.GATE_REVISION + 1)
    assert load_policy("prod").digest != before


def test_committed_keys_are_trusted_beside_the_own_one(key: Path, tmp_path: Path) -> None:
    committed = make_signer(tmp_path / "committed" / "prod" / "ci.pub").trusted
    make_signer(tmp_path / "committed" / "dev" / "ci.pub")
    keys = load_trusted_keys("prod", tmp_path / "committed")
    assert [each.path for each in keys] == [key, committed.path]


def test_no_key_at_all_is_refused(key: Path) -> None:
    key.unlink()
    with pytest.raises(PreconditionError) as caught:
        load_trusted_keys("prod")
    assert "cosign.pub is missing" in caught.value.message
    assert caught.value.fix
