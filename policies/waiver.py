"""A time-boxed permission for one finding in one image digest.

Files `policies/waivers/*.yaml`, one waiver each. A waiver lives at most 90 days; an expired one
permits nothing and is itself refused, so that it is renewed or removed by a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from novaos.errors import PreconditionError
from novaos.reference import Digest
from policies.strict_yaml import load_fields

WAIVERS = Path(__file__).parent / "waivers"
MAX_LIFE = timedelta(days=90)
_FIELDS = {
    "id": str,
    "image": str,
    "owner": str,
    "reason": str,
    "ticket": str,
    "created": date,
    "expires": date,
}


@dataclass(frozen=True, slots=True)
class Waiver:
    """Who permits what, for which digest, why and until when."""

    finding_id: str
    """A CVE, or the id of a secret, misconfiguration or licence finding."""
    digest: Digest
    owner: str
    reason: str
    ticket: str
    created: date
    expires: date
    path: Path

    @property
    def expires_at(self) -> datetime:
        """The end of its last day, UTC."""
        return datetime.combine(self.expires + timedelta(days=1), time(), UTC)


def load_waivers(folder: Path = WAIVERS) -> tuple[Waiver, ...]:
    """Read all waivers.

    Raises `PreconditionError` if one is malformed: nobody can say what it was meant to permit.
    """
    return tuple(_load(path) for path in sorted(folder.glob("*.yaml")))


def check_waivers(waivers: Sequence[Waiver], digest: Digest, now: datetime) -> list[str]:
    """Find waivers of this image that have expired."""
    return [
        f"waiver {waiver.path.name} for {waiver.finding_id} expired on {waiver.expires} "
        f"(owner {waiver.owner}); fix the finding, or have the waiver renewed"
        for waiver in waivers
        if waiver.digest == digest and now >= waiver.expires_at
    ]


def active_waivers(
    waivers: Sequence[Waiver],
    digest: Digest,
    now: datetime,
) -> dict[str, Waiver]:
    """Waivers in force for this image: finding id -> waiver."""
    return {
        waiver.finding_id: waiver
        for waiver in waivers
        if waiver.digest == digest and waiver.created <= now.date() and now < waiver.expires_at
    }


def _load(path: Path) -> Waiver:
    fields = load_fields(path, _FIELDS)
    empty = [name for name in ("id", "owner", "reason", "ticket") if not fields[name].strip()]
    if empty:
        raise PreconditionError(f"{path}: {', '.join(empty)} is empty", fix="fill it in")
    created, expires = fields["created"], fields["expires"]
    if not created <= expires <= created + MAX_LIFE:
        raise PreconditionError(
            f"{path}: it lives from {created} to {expires}, expected at most {MAX_LIFE.days} days",
            fix="choose an earlier date; a waiver can be renewed",
        )
    try:
        digest = Digest(fields["image"])
    except PreconditionError as error:
        raise PreconditionError(f"{path}: {error.message}", fix=error.fix) from error
    return Waiver(
        fields["id"],
        digest,
        fields["owner"],
        fields["reason"],
        fields["ticket"],
        created,
        expires,
        path,
    )
