"""A summary counts only with the signature of the environment's key."""

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from services.core_api.errors import CoreApiError, ForbiddenError, MalformedError
from services.core_api.supply.signature import prove_summary
from tests.support.platform_keys import jwt_keys, pair_of, supply_keys

SUMMARY: dict[str, Any] = {
    "environment": "test",
    "published_at": "2026-01-02T03:04:05Z",
    "workloads": [
        {"workload": "core-api", "image": "core-api", "digest": f"sha256:{'a' * 64}", "more": 1}
    ],
}


def signed(content: object, private: str = supply_keys().private, **kind: Any) -> tuple[str, str]:  # noqa: ANN401
    payload = content if isinstance(content, bytes) else json.dumps(content).encode()
    key = load_pem_private_key(private.encode(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    proof = key.sign(payload, ECDSA(kind.get("algorithm", SHA256())))
    return base64.b64encode(payload).decode(), base64.b64encode(proof).decode()


def test_signed_summary_is_read() -> None:
    proved = prove_summary(*signed(SUMMARY), supply_keys().public)
    assert proved.summary.workloads[0].workload == "core-api"
    assert json.loads(proved.payload) == SUMMARY


_OTHER_KEY = pair_of(ec.generate_private_key(ec.SECP256R1())).private
_PAYLOAD, _SIGNATURE = signed(SUMMARY)


@pytest.mark.parametrize(
    ("payload", "signature"),
    [
        signed(SUMMARY, _OTHER_KEY),
        signed(SUMMARY, algorithm=SHA384()),
        (signed({**SUMMARY, "environment": "prod"})[0], _SIGNATURE),
        (_PAYLOAD, base64.b64encode(b"\x30\x06\x02\x01\x00\x02\x01\x00").decode()),
        (_PAYLOAD, base64.b64encode(b"no DER").decode()),
        (_PAYLOAD, ""),
    ],
    ids=["key", "hash", "content", "zero", "form", "nothing"],
)
def test_signature_that_proves_nothing_is_refused(payload: str, signature: str) -> None:
    with pytest.raises(ForbiddenError, match="cosign key"):
        prove_summary(payload, signature, supply_keys().public)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"\xff",
        {**SUMMARY, "published_at": "2026-01-02T03:04:05"},
        {**SUMMARY, "published_at": "yesterday"},
        {**SUMMARY, "workloads": SUMMARY["workloads"] * 2},
        {**SUMMARY, "workloads": [{"workload": "x", "image": "x", "digest": "sha256:1"}]},
        {"environment": "test"},
    ],
)
def test_signed_nonsense_is_refused(content: object) -> None:
    with pytest.raises(MalformedError, match="payload"):
        prove_summary(*signed(content), supply_keys().public)


@pytest.mark.parametrize("text", ["%", "abc", "é"])
def test_what_is_not_base64_is_refused(text: str) -> None:
    with pytest.raises(CoreApiError):
        prove_summary(text, text, supply_keys().public)


def test_a_key_of_another_kind_proves_nothing() -> None:
    with pytest.raises(ForbiddenError, match="no ECDSA key"):
        prove_summary(*signed(SUMMARY), jwt_keys().public)
