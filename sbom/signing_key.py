"""The cosign key pair of one environment: made once, encrypted, readable by its owner only.

`secrets/<env>/cosign.key` (encrypted by cosign: scrypt and secretbox), `cosign.pub` and
`cosign.password`. The password reaches cosign through its environment, never through arguments.
"""

import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from novaos.command import run
from novaos.errors import PreconditionError
from novaos.evidence import write_atomically
from novaos.workspace import secrets_folder, tool
from sbom.trusted_key import TrustedKey, load_trusted_key

_PASSWORD_BYTES = 32
_OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class KeyPair:
    """Where the two halves and the password of the private one are."""

    private_key: Path
    password_file: Path
    public_key: TrustedKey

    def environment(self) -> dict[str, str]:
        """What cosign needs in its environment to open the private key."""
        return {"COSIGN_PASSWORD": self.password_file.read_text(encoding="utf-8")}


def ensure_key_pair(environment: str) -> KeyPair:
    """Return the key pair of `environment`, made now if there is none.

    Raises `PreconditionError` if a part is lost: a new key would silently invalidate what the old
    one signed.
    """
    folder = secrets_folder(environment)
    has = {name: (folder / f"cosign.{name}").exists() for name in ("password", "key", "pub")}
    # Files appear in the order password, key, pub: an interrupted generation leaves a start of
    # that list, which can be completed; anything else is a loss.
    if not has["key"] and not has["pub"]:
        _generate(folder)
    elif has["key"] and has["password"] and not has["pub"]:
        _write_public_key(folder)
    elif not all(has.values()):
        lost = ", ".join(f"cosign.{name}" for name, there in has.items() if not there)
        raise PreconditionError(
            f"signing key of {environment}: {lost} is missing in {folder}",
            fix="restore it from your backup, or remove all cosign.* files there, to sign all "
            "images again with a new key",
        )
    return _load(folder)


def _load(folder: Path) -> KeyPair:
    for name in ("cosign.key", "cosign.password"):
        path = folder / name
        if path.stat().st_mode & 0o077:
            raise PreconditionError(
                f"{path} can be read by other users",
                fix=f"run: chmod 600 {path}",
            )
    return KeyPair(
        folder / "cosign.key",
        folder / "cosign.password",
        load_trusted_key(folder / "cosign.pub"),
    )


def _generate(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    write_atomically(folder / "cosign.password", password.encode(), mode=_OWNER_ONLY)
    with tempfile.TemporaryDirectory(dir=folder) as temporary:
        run(
            [tool("cosign"), "generate-key-pair", "--output-key-prefix", f"{temporary}/cosign"],
            env={"COSIGN_PASSWORD": password},
        )
        private = Path(temporary, "cosign.key")
        write_atomically(folder / "cosign.key", private.read_bytes(), mode=_OWNER_ONLY)
    _write_public_key(folder)


def _write_public_key(folder: Path) -> None:
    password = (folder / "cosign.password").read_text(encoding="utf-8")
    done = run(
        [tool("cosign"), "public-key", "--key", folder / "cosign.key"],
        env={"COSIGN_PASSWORD": password},
    )
    write_atomically(folder / "cosign.pub", done.stdout.encode())
