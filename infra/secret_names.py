"""Which secrets an environment has, and what each must look like. Names only, never values."""

from dataclasses import dataclass

from infra.addresses import CONSOLES, MACHINES, machine_key, session_key
from infra.model import RedisZone, Workload
from infra.redis_zones import REDIS_ZONES
from infra.workloads import WORKLOADS

PASSPHRASE = "pulumi_passphrase"  # noqa: S105 - a name
FINGERPRINT_KEY = "fingerprint_key"
"""Keys the fingerprints by which a changed secret is noticed; see `infra.secret_values`."""
FOUNDER_PASSWORD = "founder_one_time_password"  # noqa: S105 - a name
"""A person types it once, so it is made of groups that can be read out."""
JWT_PRIVATE = "jwt_private.pem"
"""Signs access tokens. Its public half is rendered from it, so that the two cannot differ."""
JWT_PUBLIC = "jwt_public.pem"
JWT_PUBLIC_OTHER = "jwt_public_other.pem"
MACHINE_CREDENTIALS = "machine_credentials"
SUPPLY_PUBLIC = "supply_public.pem"
SESSION_KEYS = frozenset(session_key(console) for console in CONSOLES)
"""Each seals the cookies of one console. With another key its cookies open no more, so whoever is
logged in there logs in again."""
RANDOM_BYTES = 32
"""256 bits: beyond guessing, so a fast hash of it (the ACL file's SHA-256) gives nothing away."""
MINIMUM_CHARACTERS = 32
"""The seed's minimum for AGENT_SHARED_TOKEN; ours for all."""
_DOCUMENTS = (JWT_PUBLIC, JWT_PUBLIC_OTHER, MACHINE_CREDENTIALS, SUPPLY_PUBLIC)


@dataclass(frozen=True, slots=True)
class SecretNames:
    """The secrets of an environment."""

    generated: tuple[str, ...]
    """Stored, each in a file of its own."""
    rendered: tuple[str, ...]
    """Documents made from secrets when they are needed, not stored."""


def secret_names(
    workloads: tuple[Workload, ...] = WORKLOADS, zones: tuple[RedisZone, ...] = REDIS_ZONES
) -> SecretNames:
    """Collect the names that workloads, machines and Redis users ask for."""
    rendered = (*(zone.acl_document for zone in zones), *_DOCUMENTS)
    mounted = {file.stored for workload in workloads for file in workload.secrets}
    users = {user.password for zone in zones for user in zone.users if user.password}
    machines = {machine_key(machine) for machine in MACHINES}
    generated = (mounted | users | machines | {PASSPHRASE, FINGERPRINT_KEY}) - set(rendered)
    return SecretNames(tuple(sorted(generated)), rendered)
