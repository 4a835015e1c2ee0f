"""Which secrets an environment has, and what each must look like. Names only, never values."""

from dataclasses import dataclass

from infra.model import RedisZone, Workload
from infra.redis_zones import REDIS_ZONES
from infra.workloads import WORKLOADS

PASSPHRASE = "pulumi_passphrase"  # noqa: S105 - a name
FINGERPRINT_KEY = "fingerprint_key"
"""Keys the fingerprints by which a changed secret is noticed; see `infra.secret_values`."""
RANDOM_BYTES = 32
"""256 bits: beyond guessing, so a fast hash of it (the ACL file's SHA-256) gives nothing away."""
MINIMUM_CHARACTERS = 32
"""The seed's minimum for AGENT_SHARED_TOKEN; ours for all."""


@dataclass(frozen=True, slots=True)
class SecretNames:
    """The stored secrets of an environment."""

    generated: tuple[str, ...]
    rendered: tuple[str, ...]
    """Documents made from secrets when they are needed, not stored."""


def secret_names(
    workloads: tuple[Workload, ...] = WORKLOADS, zones: tuple[RedisZone, ...] = REDIS_ZONES
) -> SecretNames:
    """Collect the names that workloads and Redis users ask for."""
    rendered = tuple(zone.acl_document for zone in zones)
    mounted = {file.stored for workload in workloads for file in workload.secrets}
    users = {user.password for zone in zones for user in zone.users if user.password}
    generated = (mounted | users | {PASSPHRASE, FINGERPRINT_KEY}) - set(rendered)
    return SecretNames(tuple(sorted(generated)), rendered)
