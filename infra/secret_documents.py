"""Documents that are made from secrets when a deployment needs them, and are stored nowhere.

A document that follows from a secret cannot differ from it: ACL files, public keys, hashed keys.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import partial

from infra.addresses import MACHINES, machine_key
from infra.jwt_rotation import other_public_key
from infra.model import RedisZone
from infra.redis_acl import render_users_acl
from infra.redis_zones import REDIS_ZONES
from infra.secret_generation import public_half
from infra.secret_names import (
    JWT_PRIVATE,
    JWT_PUBLIC,
    JWT_PUBLIC_OTHER,
    MACHINE_CREDENTIALS,
    SUPPLY_PUBLIC,
)
from infra.secret_store import read_secret
from novaos.errors import PreconditionError
from novaos.workspace import secrets_folder

_COSIGN_PUBLIC = "cosign.pub"


def machine_credentials(environment: str) -> str:
    """Machine name -> SHA-256 of its key. The keys are random, so the hash tells nothing."""
    hashes = {
        machine: hashlib.sha256(read_secret(environment, machine_key(machine)).encode()).hexdigest()
        for machine in MACHINES
    }
    return json.dumps(hashes, sort_keys=True)


def jwt_public(environment: str) -> str:
    """The public half of the key that signs access tokens."""
    return public_half(read_secret(environment, JWT_PRIVATE))


def supply_public(environment: str) -> str:
    """The environment's cosign public key: what signs the images signs the supply summary too."""
    path = secrets_folder(environment) / _COSIGN_PUBLIC
    try:
        return path.read_text().strip()
    except FileNotFoundError as error:
        raise PreconditionError(
            f"{path} is missing", fix=f"run: novaos secrets init {environment}"
        ) from error


def _acl(zone: RedisZone, environment: str) -> str:
    return render_users_acl(zone, partial(read_secret, environment))


DOCUMENTS: Mapping[str, Callable[[str], str]] = {
    **{zone.acl_document: partial(_acl, zone) for zone in REDIS_ZONES},
    JWT_PUBLIC: jwt_public,
    JWT_PUBLIC_OTHER: other_public_key,
    MACHINE_CREDENTIALS: machine_credentials,
    SUPPLY_PUBLIC: supply_public,
}
"""Name of the document -> how it is rendered for an environment."""
