"""What we ask of cosign: sign a statement or a text, and verify what a registry holds.

No transparency log and no sigstore service is contacted: the flags below and an empty trusted
root keep cosign 3.0.2 off the network (without one it tries to fetch the public one and fails).
"""

import base64
import json
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from novaos.command import CommandError, run
from novaos.errors import EvidenceError, EvidenceUnavailableError
from novaos.reference import ImageReference
from novaos.workspace import tool
from sbom.signing_key import KeyPair

EMPTY_TRUSTED_ROOT = Path(__file__).with_name("empty-trusted-root.json")
"""No certificate authority, no log: only keys given by name count."""
_SIGN_FLAGS = ("--use-signing-config=false", "--tlog-upload=false", "--yes")
_VERIFY_FLAGS = (
    "--insecure-ignore-tlog",
    "--offline",
    f"--trusted-root={EMPTY_TRUSTED_ROOT}",
)
_TIMEOUT = timedelta(seconds=60)
_NO_SIGNATURE_STATUS = 10
"""cosign's exit status when nothing is attached (cmd/cosign/errors/exit_codes.go, v3.0.2)."""
_NOT_VERIFIED = ("no matching attestations", "no valid bundles exist")
"""What cosign says, with status 1, when no attached bundle is signed by the key."""


def sign_statement(key: KeyPair, statement: bytes) -> bytes:
    """Return the sigstore bundle of `statement`, signed by `key`."""
    with tempfile.TemporaryDirectory() as folder:
        source, bundle = Path(folder, "statement.json"), Path(folder, "bundle.json")
        source.write_bytes(statement)
        run(
            [
                tool("cosign"),
                "attest-blob",
                *_SIGN_FLAGS,
                f"--key={key.private_key}",
                f"--statement={source}",
                f"--bundle={bundle}",
            ],
            env=key.environment(),
            timeout=_TIMEOUT,
        )
        return bundle.read_bytes()


def sign_blob(key: KeyPair, content: bytes) -> bytes:
    """Return the signature of `content` by `key`: ECDSA over SHA-256, DER."""
    with tempfile.TemporaryDirectory() as folder:
        source, bundle = Path(folder, "content"), Path(folder, "bundle.json")
        source.write_bytes(content)
        run(
            [
                tool("cosign"),
                "sign-blob",
                *_SIGN_FLAGS,
                f"--key={key.private_key}",
                f"--bundle={bundle}",
                source,
            ],
            env=key.environment(),
            timeout=_TIMEOUT,
        )
        signed = json.loads(bundle.read_bytes())["messageSignature"]["signature"]
        return base64.b64decode(signed, validate=True)


def verified_predicate_types(image: ImageReference, public_keys: Sequence[Path]) -> set[str]:
    """Ask cosign which attestations of `image` in the registry carry a signature by these keys.

    `cosign verify` accepts any attestation as a signature, so the caller has to look for each
    predicate type by name. No verified attestation at all is the empty set.

    Raises `EvidenceUnavailableError` if cosign could not look.
    """
    return set().union(*(_verified_by(image, key) for key in public_keys))


def _verified_by(image: ImageReference, public_key: Path) -> set[str]:
    command = [str(tool("cosign")), "verify", *_VERIFY_FLAGS, f"--key={public_key}"]
    try:
        done = run([*command, "--output=json", str(image)], timeout=_TIMEOUT)
    except CommandError as error:
        if error.returncode == _NO_SIGNATURE_STATUS:
            return set()
        if any(words in error.stderr for words in _NOT_VERIFIED):
            return set()
        raise EvidenceUnavailableError(
            f"{image}: cosign could not verify: {error.message}",
            fix="check that the registry answers: make doctor",
        ) from error
    return _predicate_types(done.stdout, image)


def _predicate_types(text: str, image: ImageReference) -> set[str]:
    try:
        claims = [entry["critical"] for entry in json.loads(text)]
        return {
            claim["type"]
            for claim in claims
            if claim["image"]["docker-manifest-digest"] == str(image.digest)
        }
    except (ValueError, KeyError, TypeError) as error:
        raise EvidenceError(f"{image}: cosign's answer is not understood: {error}") from error
