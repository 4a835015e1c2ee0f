"""The secrets of a platform under test: what is stored, and the files that each process gets."""

import hashlib
import json
import secrets

from infra.addresses import AGENT_NAMES, ZONES
from infra.redis_zones import REDIS_ZONES
from tests.support.platform_keys import jwt_keys, supply_keys

_DATABASE_ROLES = ("superuser", "owner", "app", "backup")
_CONSOLES = ("gypsy-cove", "novaos-console", "web-shell")
_MACHINES = (*(f"agent-{name}" for name in AGENT_NAMES), "echo-ws", *_CONSOLES)


def generate_secrets() -> dict[str, str]:
    """Generate every stored secret by its name."""
    names = [f"postgres_{role}_password" for role in _DATABASE_ROLES]
    names += [user.password for zone in REDIS_ZONES for user in zone.users if user.password]
    names += [f"{machine}_machine_key" for machine in _MACHINES]
    names += ["agent_shared_token", "field_key", "founder_one_time_password"]
    return {name: secrets.token_urlsafe(24) for name in names}


def render_credentials(stored: dict[str, str]) -> str:
    """Render the hashes of all machine keys, as core-api gets them."""
    keys = {machine: stored[f"{machine}_machine_key"] for machine in _MACHINES}
    return json.dumps(
        {name: hashlib.sha256(key.encode()).hexdigest() for name, key in keys.items()}
    )


def core_api_files(stored: dict[str, str]) -> dict[str, str]:
    """Return the secret files of core-api."""
    keys = jwt_keys()
    return {
        "agent_shared_token": stored["agent_shared_token"],
        "postgres_app_password": stored["postgres_app_password"],
        **{f"redis_{zone}_password": stored[f"redis_{zone}_core-api_password"] for zone in ZONES},
        "jwt_private.pem": keys.private,
        "jwt_public.pem": keys.public,
        "jwt_public_other.pem": keys.public,
        "machine_credentials": render_credentials(stored),
        "field_key": stored["field_key"],
        "supply_public.pem": supply_keys().public,
    }


def migration_files(stored: dict[str, str]) -> dict[str, str]:
    """Return the secret files of the migration job."""
    names = ("postgres_owner_password", "founder_one_time_password")
    return {name: stored[name] for name in names}


def machine_files(stored: dict[str, str], machine: str) -> dict[str, str]:
    """Return the secret files of an agent, or of the relay."""
    zones = ZONES if machine == "echo-ws" else ("agents",)
    token = {} if machine == "echo-ws" else {"agent_shared_token": stored["agent_shared_token"]}
    return {
        **token,
        "machine_key": stored[f"{machine}_machine_key"],
        **{f"redis_{zone}_password": stored[f"redis_{zone}_{machine}_password"] for zone in zones},
    }
