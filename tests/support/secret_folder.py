"""A folder of secrets for tests, with RSA keys that are made once per session."""

from functools import cache
from pathlib import Path

import pytest

from infra import jwt_rotation, secret_documents, secret_generation, secret_store
from infra.secret_generation import generate_private_key

ENVIRONMENT = "dev"
PUBLIC_KEY = "-----BEGIN PUBLIC KEY-----\ncosign\n-----END PUBLIC KEY-----"


@cache
def private_key(number: int = 0) -> str:
    """Return the key `number`, the same each time."""
    del number
    return generate_private_key()


def use_secret_folder(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let all modules keep secrets below `root`; return the folder of the environment."""
    for module in (jwt_rotation, secret_documents, secret_store):
        monkeypatch.setattr(module, "secrets_folder", lambda env: root / "secrets" / env)
    monkeypatch.setattr(secret_store, "ensure_key_pair", lambda _environment: None)
    monkeypatch.setattr(secret_generation, "generate_private_key", private_key)
    monkeypatch.setattr(jwt_rotation, "generate_private_key", lambda: private_key(1))
    return root / "secrets" / ENVIRONMENT


def ensure_all(folder: Path) -> list[str]:
    """Generate everything, cosign's public key included; return what was said."""
    said: list[str] = []
    secret_store.ensure_secrets(ENVIRONMENT, said.append)
    (folder / "cosign.pub").write_text(PUBLIC_KEY)
    return said
