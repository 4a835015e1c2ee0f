"""Ask lyra in the name of a creator, and keep what comes of it.

1. A creator's requests go one after the other, each post has one that is pending at most, and an
hour has so many. 2. Errands name objects by their ids: no text of a draft leaves this service with
them. 3. A request is kept only if lyra listened. 4. What came of an errand is kept when somebody
looks at it first; what nobody looked at in time is not known, and that is no success.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.core_api.access.principal import Access
from services.core_api.blackrose.editor_tables import EditorOutcome, EditorRequestRecord
from services.core_api.blackrose.editor_words import EDITOR, parse_answer
from services.core_api.commands.door import (
    ErrandState,
    read_errand,
    require_presence,
    send_errand,
)
from services.core_api.errors import StateConflictError, TooManyRequestsError
from services.core_api.interface import Ports

REQUESTS_MAX = 30
WINDOW = timedelta(hours=1)
"""Ours: who edits and asks again every two minutes is not stopped."""
_DETAIL_CHARACTERS_MAX = 1000
_NOT_KEPT = "the answer was not looked at in time, or core-api started anew; ask again"
_NOT_UNDERSTOOD = "the answer of lyra is not understood"
_WORST_FIRST = (EditorOutcome.FAILED, EditorOutcome.TIMED_OUT, EditorOutcome.DONE)
Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What lyra is to judge."""

    creator_id: UUID
    post_id: UUID | None
    """None for all drafts."""
    content_sha256: str
    errands: Mapping[str, Mapping[str, Any]]
    """Capability -> its input."""
    asked: dict[str, Any] = field(default_factory=dict)


async def ask_editor(
    session: AsyncSession, ports: Ports, access: Access, wanted: Wanted
) -> EditorRequestRecord:
    """Send the errands and keep the request.

    Raises `StateConflictError` if one is pending, `TooManyRequestsError` after too many, and
    `AgentAwayError` if lyra is not there.
    """
    now = ports.now()
    await session.execute(
        select(func.pg_advisory_xact_lock(_lock_number(wanted.creator_id)))
    )  # (1)
    latest = await read_latest(session, ports, wanted.creator_id, wanted.post_id)
    if latest is not None and latest.outcome == EditorOutcome.PENDING:
        raise StateConflictError(f"{EDITOR} works on it already; wait for that answer")
    await _take_turn(session, ports, wanted.creator_id)
    presence = await require_presence(ports, EDITOR)
    parts, deadlines = [], []
    for capability, given in wanted.errands.items():  # (2)
        sent = await send_errand(ports, access, EDITOR, capability, given)  # (3)
        parts.append(_new_part(capability, sent.id))
        deadlines.append(sent.deadline_at)
    await _forget_old(session, wanted, now - WINDOW)
    request = EditorRequestRecord(
        creator_id=wanted.creator_id,
        post_id=wanted.post_id,
        asked=wanted.asked,
        content_sha256=wanted.content_sha256,
        editor_version=presence.version,
        outcome=EditorOutcome.PENDING.value,
        parts=parts,
        asked_at=now,
        deadline_at=max(deadlines),
    )
    session.add(request)
    await session.flush()
    return request


async def _forget_old(session: AsyncSession, wanted: Wanted, before: datetime) -> None:
    """Remove the requests of the same kind that no limit counts any more."""
    await session.execute(
        delete(EditorRequestRecord).where(
            EditorRequestRecord.creator_id == wanted.creator_id,
            EditorRequestRecord.post_id == wanted.post_id,
            EditorRequestRecord.asked_at < before,
        )
    )


async def read_latest(
    session: AsyncSession, ports: Ports, creator_id: UUID, post_id: UUID | None
) -> EditorRequestRecord | None:
    """Return the last request, as it stands now."""
    query: Select[EditorRequestRecord] = (
        select(EditorRequestRecord)
        .where(EditorRequestRecord.creator_id == creator_id)
        .where(EditorRequestRecord.post_id == post_id)
        .order_by(EditorRequestRecord.asked_at.desc(), EditorRequestRecord.id)
        .limit(1)
    )
    found: EditorRequestRecord | None = await session.scalar(query)
    if found is not None and found.outcome == EditorOutcome.PENDING:
        states = [await read_errand(ports, part["command_id"]) for part in found.parts]
        found.parts = [
            settle_part(part, state) for part, state in zip(found.parts, states, strict=True)
        ]
        outcome = combine_parts(found.parts)
        found.outcome = outcome.value
        found.ended_at = None if outcome is EditorOutcome.PENDING else ports.now()  # (4)
        await session.flush()
    return found


def settle_part(part: Part, state: ErrandState | None) -> Part:
    """Return a part as it stands after its errand was looked at; pure."""
    if part["outcome"] != EditorOutcome.PENDING:
        return part
    if state is None:  # (4)
        return {**part, "outcome": EditorOutcome.TIMED_OUT.value, "detail": _NOT_KEPT}
    if state.ending is None:
        return part
    ended = {**part, "outcome": state.ending, "detail": state.detail[:_DETAIL_CHARACTERS_MAX]}
    if state.ending != "done":
        return ended
    result = parse_answer(part["capability"], state.result)
    if result is None:
        return {**part, "outcome": EditorOutcome.FAILED.value, "detail": _NOT_UNDERSTOOD}
    return {**ended, "result": result}


def combine_parts(parts: Sequence[Part]) -> EditorOutcome:
    """Return how the whole stands: pending while a part is, then the worst end of all."""
    found = {part["outcome"] for part in parts}
    if EditorOutcome.PENDING in found:
        return EditorOutcome.PENDING
    return next(outcome for outcome in _WORST_FIRST if outcome in found)


async def _take_turn(session: AsyncSession, ports: Ports, creator_id: UUID) -> None:
    since = ports.now() - WINDOW
    query = select(func.count(), func.min(EditorRequestRecord.asked_at)).where(
        EditorRequestRecord.creator_id == creator_id, EditorRequestRecord.asked_at > since
    )
    asked, oldest = (await session.execute(query)).one()
    if asked >= REQUESTS_MAX:
        wait = max(1, ceil((oldest - since).total_seconds()))
        reason = f"{asked} requests within an hour are the most; ask again later"
        raise TooManyRequestsError(reason, wait)


def _new_part(capability: str, command_id: str) -> Part:
    return {
        "capability": capability,
        "command_id": command_id,
        "outcome": EditorOutcome.PENDING.value,
        "detail": "",
        "result": None,
    }


def _lock_number(creator_id: UUID) -> int:
    """Return a 64-bit number for the lock of a creator's requests."""
    digest = sha256(b"editor" + creator_id.bytes).digest()
    return int.from_bytes(digest[:8], signed=True)
