"""The public keys whose signatures an environment believes.

The environment's own key, and keys committed in `policies/trusted_keys/<env>/*.pub`: the key of a
build machine, or during a rotation the old one beside the new. Removing a file revokes its key.
"""

from pathlib import Path

from novaos.workspace import secrets_folder
from sbom.trusted_key import TrustedKey, load_trusted_key

COMMITTED_KEYS = Path(__file__).parent / "trusted_keys"


def load_trusted_keys(environment: str, folder: Path = COMMITTED_KEYS) -> tuple[TrustedKey, ...]:
    """Read the keys that `environment` believes: at least one.

    Raises `PreconditionError` if there is none or one cannot be read.
    """
    own = secrets_folder(environment) / "cosign.pub"
    committed = sorted((folder / environment).glob("*.pub"))
    paths = [own, *committed] if own.exists() or not committed else committed
    return tuple(load_trusted_key(path) for path in paths)
