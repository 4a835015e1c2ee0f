"""Only a well-formed bundle with one signature by a trusted key is believed."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from novaos.errors import EvidenceError
from novaos.evidence import CYCLONEDX
from novaos.reference import Digest, ImageReference
from sbom.envelope import pre_authentication_encoding, verify_envelope
from sbom.statement import render_statement
from tests.support.signing import Signer, make_signer

IMAGE = ImageReference("127.0.0.1:5760/novaos-test/small", Digest(f"sha256:{'a' * 64}"))
PAYLOAD = render_statement(IMAGE, CYCLONEDX, {"components": ["é"]})


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return make_signer(tmp_path / "own.pub")


def test_bundle_by_a_trusted_key_gives_its_statement(signer: Signer) -> None:
    statement = verify_envelope(signer.sign(PAYLOAD), [signer.trusted], "sbom")
    assert statement.predicate_type == CYCLONEDX
    assert statement.subject_digests == (IMAGE.digest,)
    assert statement.predicate == {"components": ["é"]}


def test_pre_authentication_encoding_is_the_one_of_the_specification() -> None:
    # Structure of the test vector in dsse/protocol.md with our payload type.
    assert pre_authentication_encoding(b"hello world") == (
        b"DSSEv1 28 application/vnd.in-toto+json 11 hello world"
    )


def test_second_trusted_key_is_believed_too(signer: Signer, tmp_path: Path) -> None:
    other = make_signer(tmp_path / "new.pub")
    verify_envelope(other.sign(PAYLOAD), [signer.trusted, other.trusted], "sbom")


def test_untrusted_key_is_refused_by_name(signer: Signer, tmp_path: Path) -> None:
    stranger = make_signer(tmp_path / "stranger.pub")
    with pytest.raises(EvidenceError) as caught:
        verify_envelope(stranger.sign(PAYLOAD), [signer.trusted], "sbom")
    assert "sbom: not signed by a trusted key" in caught.value.message
    assert stranger.trusted.hint in caught.value.message
    assert "own.pub" in caught.value.message
    assert caught.value.fix


def test_forged_hint_does_not_help(signer: Signer, tmp_path: Path) -> None:
    bundle = make_signer(tmp_path / "stranger.pub").bundle(PAYLOAD)
    bundle["verificationMaterial"]["publicKey"]["hint"] = signer.trusted.hint
    with pytest.raises(EvidenceError, match="not signed by a trusted key"):
        verify_envelope(json.dumps(bundle).encode(), [signer.trusted], "sbom")


def test_no_trusted_key_at_all_is_a_refusal(signer: Signer) -> None:
    with pytest.raises(EvidenceError, match="no key at all"):
        verify_envelope(signer.sign(PAYLOAD), [], "sbom")


def _set(*path: str | int, value: object) -> Callable[[dict[str, Any]], None]:
    def spoil(bundle: dict[str, Any]) -> None:
        place: Any = bundle
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return spoil


def _double_signature(bundle: dict[str, Any]) -> None:
    bundle["dsseEnvelope"]["signatures"] *= 2


def _flip_payload(bundle: dict[str, Any]) -> None:
    payload = bytearray(base64.b64decode(bundle["dsseEnvelope"]["payload"]))
    payload[10] ^= 1
    bundle["dsseEnvelope"]["payload"] = base64.b64encode(payload).decode()


def _add_certificate(bundle: dict[str, Any]) -> None:
    bundle["verificationMaterial"]["certificate"] = {"rawBytes": "AA=="}


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_set("mediaType", value="application/vnd.dev.sigstore.bundle+json;version=0.2"), "media"),
        (_set("mediaType", value=None), "media type is None"),
        (_set("verificationMaterial", value=None), "not a public key"),
        (_set("verificationMaterial", value={"certificate": {"rawBytes": "AA=="}}), "not a public"),
        (_add_certificate, "a public key and"),
        (_set("dsseEnvelope", value=None), "no DSSE envelope"),
        (_set("dsseEnvelope", "payloadType", value="text/plain"), "no DSSE envelope"),
        (_set("dsseEnvelope", "payload", value=""), "payload is missing"),
        (_set("dsseEnvelope", "payload", value="a-b_"), "payload is not base64"),
        (_set("dsseEnvelope", "payload", value=5), "payload is missing"),
        (_set("dsseEnvelope", "signatures", value=[]), "0 signatures, expected exactly 1"),
        (_set("dsseEnvelope", "signatures", value={}), "0 signatures, expected exactly 1"),
        (_double_signature, "2 signatures, expected exactly 1"),
        (_set("dsseEnvelope", "signatures", 0, value="AA=="), "signature is missing"),
        (_set("dsseEnvelope", "signatures", 0, "sig", value="?"), "signature is not base64"),
        (_set("dsseEnvelope", "signatures", 0, "sig", value="AAAA"), "not signed by a trusted"),
        (_set("dsseEnvelope", "signatures", 0, "sig", value="A" * 4000), "the signature has 3000"),
        (_flip_payload, "not signed by a trusted key"),
    ],
)
def test_spoiled_bundle_is_refused(
    signer: Signer,
    spoil: Callable[[dict[str, Any]], None],
    words: str,
) -> None:
    bundle = signer.bundle(PAYLOAD)
    verify_envelope(json.dumps(bundle).encode(), [signer.trusted], "sbom")
    spoil(bundle)
    with pytest.raises(EvidenceError, match=words):
        verify_envelope(json.dumps(bundle).encode(), [signer.trusted], "sbom")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not valid JSON"),
        (b"[]", "a JSON list, expected an object"),
        (b'{"a":1,"a":2}', r"duplicate keys \['a'\]"),
        (b'{"a":NaN}', "NaN is not JSON"),
        (b"\xff{}", "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        (b'{"a":' * 80 + b"1" + b"}" * 80, "nested deeper than 64"),
    ],
)
def test_what_is_not_strict_json_is_refused(signer: Signer, content: bytes, words: str) -> None:
    with pytest.raises(EvidenceError, match=words):
        verify_envelope(content, [signer.trusted], "sbom")


def test_oversized_bundle_is_refused_unread(signer: Signer) -> None:
    with pytest.raises(EvidenceError, match="expected at most"):
        verify_envelope(b" " * ((64 << 20) + 1), [signer.trusted], "sbom")


def test_signature_over_the_bare_payload_is_refused(signer: Signer) -> None:
    bundle = signer.bundle(PAYLOAD)
    bare = signer.private_key.sign(PAYLOAD, ec.ECDSA(hashes.SHA256()))
    bundle["dsseEnvelope"]["signatures"][0]["sig"] = base64.b64encode(bare).decode()
    with pytest.raises(EvidenceError, match="not signed by a trusted key"):
        verify_envelope(json.dumps(bundle).encode(), [signer.trusted], "sbom")


@given(content=st.binary(max_size=200))
def test_any_other_bytes_are_refused_with_our_error(content: bytes) -> None:
    with pytest.raises(EvidenceError):
        verify_envelope(content, [], "fuzz")
