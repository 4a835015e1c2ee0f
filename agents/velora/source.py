"""Where the figures come from: the lists of core-api's Black Rose area."""

from datetime import datetime

from agents.runtime.capability import TaskContext
from agents.runtime.core_api_pages import load_rows
from agents.velora.rows import Entitlement, Identified, LedgerEntry, Member, Tier

_AREA = "/api/v1/blackrose"
_LEDGER_ROWS_MAX = 50_000


def load_ledger(
    context: TaskContext,
    creator_id: str | None,
    until: datetime | None = None,
) -> list[LedgerEntry]:
    """Read the ledger of one creator, or of all; with `until` only what happened before."""
    query = _of(creator_id) | ({"until": until.isoformat()} if until else {})
    return load_rows(context, f"{_AREA}/ledger", query, LedgerEntry, rows_max=_LEDGER_ROWS_MAX)


def load_entitlements(context: TaskContext, creator_id: str | None) -> list[Entitlement]:
    """Read all entitlements, also the ended ones."""
    return load_rows(context, f"{_AREA}/entitlements", _of(creator_id), Entitlement)


def load_members(context: TaskContext, creator_id: str | None) -> list[Member]:
    """Read the members as the CRM lists them."""
    return load_rows(context, f"{_AREA}/members", _of(creator_id), Member)


def load_tiers(context: TaskContext, creator_id: str) -> list[Tier]:
    """Read the tiers of one creator, also the archived ones."""
    return load_rows(context, f"{_AREA}/creators/{creator_id}/tiers", {}, Tier)


def count_invitations(context: TaskContext, creator_id: str | None) -> int:
    """Count the invitations of one creator, or of all."""
    if creator_id is None:
        everybody = load_rows(context, f"{_AREA}/creators", {}, Identified)
        creators = [creator.id for creator in everybody]
    else:
        creators = [creator_id]
    paths = [f"{_AREA}/creators/{creator}/tier-invitations" for creator in creators]
    return sum(len(load_rows(context, path, {}, Identified)) for path in paths)


def _of(creator_id: str | None) -> dict[str, str | int]:
    return {"creator_id": creator_id} if creator_id else {}
