"""The fast check believes one kind of verdict and refuses all others, with the fix."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from novaos import workspace
from novaos.errors import EvidenceError, PreconditionError
from novaos.evidence import CYCLONEDX, VERIFICATION_SUMMARY, EvidenceFolder
from novaos.reference import Digest, ImageReference
from policies.policy import load_policy
from policies.verdict import Verdict, parse_verdict, render_verdict, require_passed_verdict
from sbom.statement import render_statement
from tests.support.signing import Signer, make_signer
from tests.support.workspace import use_workspace

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
IMAGE = ImageReference("127.0.0.1:5760/novaos-test/small", Digest(f"sha256:{'d' * 64}"))
OTHER = ImageReference("127.0.0.1:5760/novaos-test/small", Digest(f"sha256:{'e' * 64}"))


@dataclass(frozen=True, slots=True)
class Case:
    """A verdict that is believed, and the key that signs it."""

    verdict: Verdict
    signer: Signer

    def write(self, verdict: Verdict, *, kind: str = VERIFICATION_SUMMARY) -> None:
        """Sign `verdict` and put it where the check looks for the verdict of `IMAGE`."""
        statement = render_statement(verdict.image, kind, render_verdict(verdict))
        EvidenceFolder("test", IMAGE.digest).write(
            "verdict.bundle.json", self.signer.sign(statement)
        )


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    use_workspace(monkeypatch, tmp_path)
    signer = make_signer(workspace.secrets_folder("test") / "cosign.pub")
    policy = load_policy("test")
    verdict = Verdict(
        environment="test",
        image=IMAGE,
        passed=True,
        verified_at=NOW - timedelta(hours=1),
        valid_until=NOW + timedelta(hours=23),
        policy_uri=policy.uri,
        policy_digest=policy.digest,
        input_attestations=(("scan.bundle.json", "a" * 64),),
        failures=(),
        warnings=("scan: vulnerabilities not assessed: no database",),
    )
    return Case(verdict, signer)


def _refusal(image: ImageReference = IMAGE, now: datetime = NOW) -> str:
    with pytest.raises(EvidenceError) as caught:
        require_passed_verdict("test", image, now)
    assert caught.value.fix
    assert str(image) in caught.value.message
    assert "verdict.bundle.json" in caught.value.message
    return caught.value.message


def test_passed_verdict_is_returned(case: Case) -> None:
    case.write(case.verdict)
    assert require_passed_verdict("test", IMAGE, NOW) == case.verdict


def test_missing_verdict_is_refused(case: Case) -> None:
    assert case.verdict.passed
    assert "there is none; the image was not verified" in _refusal()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"passed": False, "failures": ("no signature",)}, "FAILED verification: no signature"),
        ({"passed": False}, "the image FAILED verification: no reason given"),
        ({"image": OTHER}, f"it is about {OTHER.digest}, expected {IMAGE.digest}"),
        (
            {"image": replace(IMAGE, repository="127.0.0.1:5760/novaos-dev/small")},
            "it is about 127.0.0.1:5760/novaos-dev/small@",
        ),
        ({"environment": "dev"}, "it was given for environment dev, expected test"),
        ({"policy_digest": "0" * 64}, "thresholds, waivers or trusted keys have changed"),
        ({"verified_at": NOW - timedelta(hours=24, seconds=1)}, "longer than 24 hours ago"),
        ({"verified_at": NOW + timedelta(minutes=6)}, "in the future; check the clock"),
        ({"valid_until": NOW - timedelta(seconds=1)}, "it expired at 2026-03-01T11:59:59Z"),
    ],
)
def test_verdict_with_one_other_fact_is_refused(
    case: Case, change: dict[str, Any], words: str
) -> None:
    case.write(case.verdict)
    require_passed_verdict("test", IMAGE, NOW)
    case.write(replace(case.verdict, **change))
    assert words in _refusal()


def test_passed_verdict_that_lists_failures_is_refused(case: Case) -> None:
    predicate = {**render_verdict(case.verdict), "novaos_failures": ["no signature"]}
    statement = render_statement(IMAGE, VERIFICATION_SUMMARY, predicate)
    EvidenceFolder("test", IMAGE.digest).write("verdict.bundle.json", case.signer.sign(statement))
    assert "FAILED verification: no signature" in _refusal()


def test_other_attestation_in_its_place_is_refused(case: Case) -> None:
    case.write(case.verdict, kind=CYCLONEDX)
    assert f"it is a {CYCLONEDX}, expected {VERIFICATION_SUMMARY}" in _refusal()


def test_verdict_of_the_subject_but_another_resource_is_refused(case: Case) -> None:
    moved = replace(case.verdict, image=OTHER)
    statement = render_statement(IMAGE, VERIFICATION_SUMMARY, render_verdict(moved))
    EvidenceFolder("test", IMAGE.digest).write("verdict.bundle.json", case.signer.sign(statement))
    assert f"it is about {OTHER}, expected {IMAGE}" in _refusal()


def test_verdict_by_another_key_is_refused(case: Case, tmp_path: Path) -> None:
    stranger = Case(case.verdict, make_signer(tmp_path / "stranger.pub"))
    stranger.write(case.verdict)
    assert "not signed by a trusted key" in _refusal()


def test_verdict_under_a_changed_key_set_is_refused(case: Case) -> None:
    case.write(case.verdict)
    make_signer(workspace.secrets_folder("test") / "cosign.pub")
    assert "not signed by a trusted key" in _refusal()


@pytest.mark.parametrize("content", [b"", b"{}", b"null", b"\x00" * 10])
def test_damaged_verdict_is_refused(case: Case, content: bytes) -> None:
    case.write(case.verdict)
    EvidenceFolder("test", IMAGE.digest).write("verdict.bundle.json", content)
    assert _refusal()


@pytest.mark.parametrize("field", ["resourceUri", "timeVerified", "policy", "novaos_failures"])
def test_verdict_without_a_field_is_refused(case: Case, field: str) -> None:
    predicate = render_verdict(case.verdict)
    del predicate[field]
    statement = render_statement(IMAGE, VERIFICATION_SUMMARY, predicate)
    EvidenceFolder("test", IMAGE.digest).write("verdict.bundle.json", case.signer.sign(statement))
    assert "the verdict is malformed" in _refusal()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("timeVerified", "2026-03-01T11:00:00"),
        ("timeVerified", 5),
        ("policy", []),
        ("inputAttestations", 1),
        ("resourceUri", "127.0.0.1:5760/novaos-test/small:latest"),
    ],
)
def test_malformed_field_is_evidence_against_it(case: Case, field: str, value: object) -> None:
    predicate = {**render_verdict(case.verdict), field: value}
    with pytest.raises(EvidenceError, match="the verdict is malformed"):
        parse_verdict(predicate)


@pytest.mark.parametrize("result", ["passed", "OK", True, None])
def test_result_must_be_spelt_as_the_specification_does(case: Case, result: object) -> None:
    predicate = render_verdict(case.verdict)
    assert parse_verdict(predicate).passed
    assert not parse_verdict({**predicate, "verificationResult": result}).passed


def test_rendered_verdict_has_the_fields_of_a_vsa(case: Case) -> None:
    predicate = json.loads(json.dumps(render_verdict(case.verdict)))
    assert parse_verdict(predicate) == case.verdict
    assert predicate["verifiedLevels"] == ["SLSA_BUILD_LEVEL_1"]
    failed = render_verdict(replace(case.verdict, passed=False))
    assert failed["verifiedLevels"] == ["FAILED"]


def test_missing_trusted_key_is_refused(case: Case) -> None:
    case.write(case.verdict)
    (workspace.secrets_folder("test") / "cosign.pub").unlink()
    with pytest.raises(PreconditionError, match=r"cosign\.pub is missing"):
        require_passed_verdict("test", IMAGE, NOW)


def test_check_takes_less_than_ten_milliseconds(
    case: Case, benchmark_seconds: Callable[[Callable[[], object]], float]
) -> None:
    case.write(case.verdict)
    best = benchmark_seconds(lambda: require_passed_verdict("test", IMAGE, NOW))
    assert best < 0.010
