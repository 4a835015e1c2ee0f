"""The policy of one environment: thresholds, waivers and trusted keys, under one digest.

A verdict names the digest of the policy it was given under; change anything here and every verdict
has to be given again.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from novaos.errors import PreconditionError
from novaos.evidence import ATTESTATIONS
from policies.strict_yaml import load_fields
from policies.trusted_keys import load_trusted_keys
from policies.waiver import Waiver, load_waivers
from sbom.trusted_key import TrustedKey

THRESHOLDS = Path(__file__).parent / "thresholds"
GATE_REVISION = 1
"""Raise it when the checks of the gate change their meaning, so that old verdicts do not count."""
SEVERITIES = ("UNKNOWN", "LOW", "MEDIUM", "HIGH", "CRITICAL")
_FIELDS = {
    "vulnerabilities_must_be_assessed": bool,
    "source_must_be_committed": bool,
    "max_fixable_vulnerabilities": dict,
    "max_misconfigurations": dict,
    "max_secrets": int,
    "max_scan_age_hours": int,
    "max_database_age_hours": int,
    "max_verdict_age_hours": int,
    "refused_licence_categories": list,
    "accepted_licences": list,
    "required_attestations": list,
    "allowed_builders": list,
    "allowed_build_types": list,
}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What one environment accepts."""

    vulnerabilities_must_be_assessed: bool
    source_must_be_committed: bool
    max_fixable_vulnerabilities: dict[str, int]
    """By severity; a severity that is not named is not limited. Fixable: a fixed version exists."""
    max_misconfigurations: dict[str, int]
    max_secrets: int
    max_scan_age: timedelta
    max_database_age: timedelta
    max_verdict_age: timedelta
    refused_licence_categories: frozenset[str]
    accepted_licences: frozenset[str]
    required_attestations: tuple[str, ...]
    allowed_builders: frozenset[str]
    allowed_build_types: frozenset[str]


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything the gate judges by."""

    environment: str
    thresholds: Thresholds
    waivers: tuple[Waiver, ...]
    trusted_keys: tuple[TrustedKey, ...]
    digest: str
    """64 hex digits over the files this policy was read from."""

    @property
    def uri(self) -> str:
        """How a verdict names the policy."""
        return f"https://novaos.dev/policies/{self.environment}"


def load_policy(environment: str) -> Policy:
    """Read the policy of `environment`.

    Raises `PreconditionError` if a part is missing or malformed.
    """
    path = THRESHOLDS / f"{environment}.yaml"
    thresholds = load_thresholds(path)
    waivers = load_waivers()
    keys = load_trusted_keys(environment)
    hasher = hashlib.sha256(f"gate {GATE_REVISION}\n{environment}\n".encode())
    for file in (path, *(waiver.path for waiver in waivers)):
        content = file.read_bytes()
        hasher.update(f"{file.name} {len(content)}\n".encode() + content)
    for hint in sorted(key.hint for key in keys):
        hasher.update(f"key {hint}\n".encode())
    return Policy(environment, thresholds, waivers, keys, hasher.hexdigest())


def load_thresholds(path: Path) -> Thresholds:
    """Read one file of thresholds."""
    fields = load_fields(path, _FIELDS)
    for name in ("max_fixable_vulnerabilities", "max_misconfigurations"):
        _require_severities(path, name, fields[name])
    for name in (name for name, kind in _FIELDS.items() if kind is list):
        if not all(isinstance(item, str) and item for item in fields[name]):
            raise PreconditionError(f"{path}: {name} holds more than words", fix="correct the file")
    unknown = sorted(set(fields["required_attestations"]) - ATTESTATIONS.keys())
    if unknown or not fields["required_attestations"]:
        raise PreconditionError(
            f"{path}: required_attestations: {unknown or 'empty'}, known: {list(ATTESTATIONS)}",
            fix="correct the file",
        )
    return Thresholds(
        vulnerabilities_must_be_assessed=fields["vulnerabilities_must_be_assessed"],
        source_must_be_committed=fields["source_must_be_committed"],
        max_fixable_vulnerabilities=fields["max_fixable_vulnerabilities"],
        max_misconfigurations=fields["max_misconfigurations"],
        max_secrets=fields["max_secrets"],
        max_scan_age=timedelta(hours=fields["max_scan_age_hours"]),
        max_database_age=timedelta(hours=fields["max_database_age_hours"]),
        max_verdict_age=timedelta(hours=fields["max_verdict_age_hours"]),
        refused_licence_categories=frozenset(fields["refused_licence_categories"]),
        accepted_licences=frozenset(fields["accepted_licences"]),
        required_attestations=tuple(fields["required_attestations"]),
        allowed_builders=frozenset(fields["allowed_builders"]),
        allowed_build_types=frozenset(fields["allowed_build_types"]),
    )


def _require_severities(path: Path, name: str, limits: dict[object, object]) -> None:
    for severity, limit in limits.items():
        if severity not in SEVERITIES or type(limit) is not int or limit < 0:
            raise PreconditionError(
                f"{path}: {name}: {severity}: {limit}, expected one of {', '.join(SEVERITIES)} "
                "and a number",
                fix="correct the file",
            )
