"""Replace the key that signs access tokens in three steps, so that no valid token is refused.

1. `publish`: a new key is made, and its public half is published beside the one in use.
2. `sign`: the new key signs; the public half of the old one stays published.
3. `retire`: the old one goes, when no token that it signed can be valid any more.

Which step comes next follows from the files alone. An interrupted step is done again.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from infra.secret_generation import generate_private_key, public_half
from infra.secret_names import JWT_PRIVATE, JWT_PUBLIC_OTHER
from infra.secret_store import read_private_key, read_secret, write_new
from novaos.errors import PreconditionError
from novaos.evidence import write_atomically
from novaos.workspace import secrets_folder

NEXT_PRIVATE = "jwt_next_private.pem"
RETIRED_PUBLIC = "jwt_retired_public.pem"
TOKEN_LIFE = timedelta(minutes=10)
"""No access token lives longer; what the old key signed last is void after this."""
_SPARE = timedelta(minutes=1)
"""For clocks that differ and for the deployment itself."""
_FILE_MODE = 0o600


@dataclass(frozen=True, slots=True)
class Step:
    """What one call did, and what is to be done before the next."""

    number: int
    done: str
    then: str


def other_public_key(environment: str) -> str:
    """The second public key to publish: the next one, the retired one, or none but the one in use.

    It is the document `jwt_public_other.pem`.
    """
    folder = secrets_folder(environment)
    if (folder / NEXT_PRIVATE).exists():
        return public_half(read_private_key(environment, NEXT_PRIVATE))
    retired = folder / RETIRED_PUBLIC
    if retired.exists():
        return retired.read_text().strip()
    return public_half(read_secret(environment, JWT_PRIVATE))


def rotate(environment: str, now: datetime) -> Step:
    """Do the next step.

    Raises `PreconditionError` if there is no key yet, or if tokens of the old key are still valid.
    """
    folder = secrets_folder(environment)
    read_secret(environment, JWT_PRIVATE)
    if (folder / NEXT_PRIVATE).exists():
        return _sign(environment, folder)
    if (folder / RETIRED_PUBLIC).exists():
        return _retire(environment, folder, now)
    return _publish(environment, folder)


def _publish(environment: str, folder: Path) -> Step:
    write_new(folder / NEXT_PRIVATE, generate_private_key)
    return Step(
        1,
        f"a new key is made; {JWT_PUBLIC_OTHER} is its public half",
        f"make deploy ENV={environment}, so that everybody knows it; then the same again",
    )


def _sign(environment: str, folder: Path) -> Step:
    read_private_key(environment, NEXT_PRIVATE)
    # The old public half first: if this is interrupted, the next key is still there to go on with.
    old = public_half(read_secret(environment, JWT_PRIVATE))
    write_atomically(folder / RETIRED_PUBLIC, f"{old}\n".encode(), mode=_FILE_MODE)
    (folder / NEXT_PRIVATE).replace(folder / JWT_PRIVATE)
    return Step(
        2,
        f"the new key signs; {JWT_PUBLIC_OTHER} is the public half of the old one",
        f"make deploy ENV={environment}; the same again {_minutes(TOKEN_LIFE + _SPARE)} after that",
    )


def _retire(environment: str, folder: Path, now: datetime) -> Step:
    path = folder / RETIRED_PUBLIC
    since = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    until = since + TOKEN_LIFE + _SPARE
    if now < until:
        raise PreconditionError(
            f"tokens of {environment} that the old key signed may be valid until {until:%H:%M:%SZ}",
            fix=f"wait until then, and run: novaos secrets rotate-jwt {environment}",
        )
    path.unlink()
    return Step(
        3,
        "the old key is retired; one key is left",
        f"make deploy ENV={environment}; the rotation is over then",
    )


def _minutes(time: timedelta) -> str:
    return f"{time // timedelta(minutes=1)} minutes"
