"""The record of commands in PostgreSQL: each change of a target is one locked row.

The row of a target is read `FOR UPDATE`, ruled on by `outcome`, and written, in one transaction: of
two claims at once, one waits and is then refused.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agents.contract.messages import Command
from agents.contract.outcome import OutcomeReport
from services.core_api.commands.ledger import (
    CommandEntry,
    CommandQuery,
    Recorded,
    is_delivery_known,
)
from services.core_api.commands.models import CommandRecord, CommandTarget
from services.core_api.commands.outcome import FINAL, Outcome, Ruling, Target, rule
from services.core_api.connection import transaction
from services.core_api.presence import render_time
from services.core_api.time_cursor import is_older

_UNFINISHED = tuple(outcome.value for outcome in Outcome if outcome not in FINAL)
_SWEPT_MAX = 1000
"""Targets per sweep; the next one takes the rest."""


class PostgresLedger:
    """The ledger on a pool of connections."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def record(self, entry: CommandEntry) -> Recorded:
        """Insert the command with its targets; if its id is taken, return that entry."""
        command = entry.command
        statement = insert(CommandRecord).values(
            id=command.id,
            target=command.agent,
            op=command.op,
            args=command.args,
            created_at=entry.issued_at,
            deadline_at=entry.deadline_at,
            issued_by=command.issued_by,
        )
        async with transaction(self._engine) as connection:
            inserted = await connection.execute(
                statement.on_conflict_do_nothing().returning(CommandRecord.id),
            )
            if inserted.first() is None:
                (known,) = await _read(connection, _commands().where(_is(command.id)))
                return Recorded(known, is_new=False)
            await connection.execute(
                insert(CommandTarget),
                [{"command_id": command.id, **_target_values(target)} for target in entry.targets],
            )
        return Recorded(entry, is_new=True)

    async def record_receivers(self, command_id: str, receivers: int, now: datetime) -> None:
        """Complete the row of a command, and that of its target if it was reached."""
        async with transaction(self._engine) as connection:
            statement = update(CommandRecord).where(_is(command_id)).values(receivers=receivers)
            returned = statement.returning(CommandRecord.__table__)
            row = (await connection.execute(returned)).first()
            if row is None or not is_delivery_known(_command(row), receivers):
                return
            await connection.execute(
                update(CommandTarget)
                .where(CommandTarget.command_id == command_id)
                .where(CommandTarget.outcome == Outcome.SENT.value)
                .values(outcome=Outcome.DELIVERED.value, at=now),
            )

    async def report(
        self, command_id: str, agent: str, report: OutcomeReport, now: datetime
    ) -> Ruling | None:
        """Lock the row of the target, rule, and write it if it changed."""
        ours = and_(CommandTarget.command_id == command_id, CommandTarget.agent == agent)
        locked = (
            select(CommandTarget.__table__, CommandRecord.deadline_at)
            .join(CommandRecord, CommandRecord.id == CommandTarget.command_id)
            .where(ours)
            .with_for_update(of=CommandTarget)
        )
        async with transaction(self._engine) as connection:
            row = (await connection.execute(locked)).first()
            if row is None:
                return None
            target = _target(row)
            ruling = rule(target, report, row.deadline_at, now)
            if ruling.target != target:
                values = _target_values(ruling.target)
                await connection.execute(update(CommandTarget).where(ours).values(values))
        return ruling

    async def read(self, command_id: str, now: datetime) -> CommandEntry | None:
        """Read one command with its targets."""
        async with transaction(self._engine) as connection:
            found = await _read(connection, _commands().where(_is(command_id)))
        return found[0].judged(now) if found else None

    async def page(self, query: CommandQuery, now: datetime) -> Sequence[CommandEntry]:
        """Read the newest commands that fit, as they stand now."""
        wanted = _commands().order_by(CommandRecord.created_at.desc(), CommandRecord.id.desc())
        if query.before is not None:
            clause = is_older(CommandRecord.created_at, CommandRecord.id, query.before)
            wanted = wanted.where(clause)
        fitting = select(CommandTarget.command_id).where(
            CommandTarget.command_id == CommandRecord.id
        )
        if query.agent is not None:
            fitting = fitting.where(CommandTarget.agent == query.agent)
        if query.outcome is not None:
            fitting = fitting.where(_stands_at(query.outcome, now))
        wanted = wanted.where(fitting.exists()).limit(query.limit)
        async with transaction(self._engine) as connection:
            return [entry.judged(now) for entry in await _read(connection, wanted)]

    async def expire(self, now: datetime) -> int:
        """Write `timed_out` where the deadline passed, at the time of the deadline."""
        late = (
            select(CommandTarget.command_id, CommandTarget.agent)
            .join(CommandRecord, CommandRecord.id == CommandTarget.command_id)
            .where(CommandTarget.outcome.in_(_UNFINISHED), CommandRecord.deadline_at < now)
            .limit(_SWEPT_MAX)
            .with_for_update(of=CommandTarget, skip_locked=True)
        )
        async with transaction(self._engine) as connection:
            keys = [tuple(row) for row in (await connection.execute(late)).all()]
            if not keys:
                return 0
            await connection.execute(
                update(CommandTarget)
                .where(tuple_(CommandTarget.command_id, CommandTarget.agent).in_(keys))
                .where(CommandTarget.command_id == CommandRecord.id)
                .values(outcome=Outcome.TIMED_OUT.value, at=CommandRecord.deadline_at),
            )
        return len(keys)


def _commands() -> Select[Any]:
    return select(CommandRecord.__table__)


def _is(command_id: str) -> Any:  # noqa: ANN401 - a clause of SQLAlchemy
    return CommandRecord.id == command_id


def _stands_at(outcome: Outcome, now: datetime) -> Any:  # noqa: ANN401 - as above
    written = CommandTarget.outcome == outcome.value
    if outcome is Outcome.TIMED_OUT:
        is_unfinished = CommandTarget.outcome.in_(_UNFINISHED)
        return written | (is_unfinished & (CommandRecord.deadline_at < now))
    return written if outcome in FINAL else written & (CommandRecord.deadline_at >= now)


async def _read(connection: AsyncConnection, statement: Select[Any]) -> list[CommandEntry]:
    rows = (await connection.execute(statement)).all()
    targets = select(CommandTarget.__table__).where(
        CommandTarget.command_id.in_([row.id for row in rows]),
    )
    found: dict[str, list[Target]] = {}
    for row in (await connection.execute(targets.order_by(CommandTarget.agent))).all():
        found.setdefault(row.command_id, []).append(_target(row))
    return [
        CommandEntry(
            _command(row), row.created_at, row.deadline_at, row.receivers, tuple(found[row.id])
        )
        for row in rows
    ]


def _command(row: Row[Any]) -> Command:
    return Command(
        id=row.id,
        agent=row.target,
        op=row.op,
        args=row.args,
        issued_at=render_time(row.created_at) or "",
        issued_by=row.issued_by,
        deadline_at=render_time(row.deadline_at) or "",
    )


def _target(row: Row[Any]) -> Target:
    return Target(row.agent, Outcome(row.outcome), row.at, row.claim or "", row.detail, row.result)


def _target_values(target: Target) -> dict[str, Any]:
    return {
        "agent": target.agent,
        "outcome": target.outcome.value,
        "at": target.at,
        "claim": target.claim or None,
        "detail": target.detail,
        "result": target.result,
    }
