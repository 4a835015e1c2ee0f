"""Agents and commands in PostgreSQL, with the rights of the application's role.

Every failure of the database, a time-out included, is `DatabaseUnreachableError`.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agents.contract.messages import Command, Heartbeat
from services.core_api.errors import DatabaseUnreachableError
from services.core_api.interface import RecordedCommand, RegisteredAgent
from services.core_api.models import EXPECTED_REVISION, AgentRecord, CommandRecord

_logger = logging.getLogger(__name__)
_LIMIT_SECONDS = 4.0
"""An agent waits 5 s for its answer."""


class PostgresRegistry:
    """The registry on a pool of connections."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with asyncio.timeout(_LIMIT_SECONDS), self._engine.begin() as connection:
                yield connection
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            _logger.warning("database: %s", type(error).__name__)
            raise DatabaseUnreachableError("PostgreSQL does not answer; try again later") from error

    async def record_heartbeat(self, heartbeat: Heartbeat, seen_at: datetime) -> None:
        """Insert or refresh the row of the agent."""
        seen = {
            "last_seen_at": seen_at,
            "version": heartbeat.version,
            "host": heartbeat.host,
            "capabilities": list(heartbeat.capabilities),
        }
        statement = insert(AgentRecord).values(
            agent=heartbeat.agent,
            first_seen_at=seen_at,
            **seen,
        )
        async with self._connection() as connection:
            await connection.execute(
                statement.on_conflict_do_update(index_elements=[AgentRecord.agent], set_=seen),
            )

    async def read_agents(self) -> Mapping[str, RegisteredAgent]:
        """Read all rows, one per agent."""
        statement = select(
            AgentRecord.agent,
            AgentRecord.first_seen_at,
            AgentRecord.last_seen_at,
            AgentRecord.version,
            AgentRecord.host,
        )
        async with self._connection() as connection:
            rows = (await connection.execute(statement)).all()
        return {
            row.agent: RegisteredAgent(row.first_seen_at, row.last_seen_at, row.version, row.host)
            for row in rows
        }

    async def record_command(self, command: Command, issued_at: datetime) -> RecordedCommand:
        """Insert the command; if its id is taken, return that row instead."""
        statement = insert(CommandRecord).values(
            id=command.id,
            target=command.agent,
            op=command.op,
            args=command.args,
            created_at=issued_at,
            issued_by=command.issued_by,
        )
        async with self._connection() as connection:
            inserted = await connection.execute(
                statement.on_conflict_do_nothing().returning(CommandRecord.id),
            )
            if inserted.first() is not None:
                return RecordedCommand(command, None, is_new=True)
            row = (
                await connection.execute(
                    select(CommandRecord.__table__).where(CommandRecord.id == command.id),
                )
            ).one()
        recorded = Command(
            id=row.id,
            agent=row.target,
            op=row.op,
            args=row.args,
            issued_at=row.created_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            issued_by=row.issued_by,
        )
        return RecordedCommand(recorded, row.receivers, is_new=False)

    async def record_receivers(self, command_id: str, receivers: int) -> None:
        """Complete the row of a command."""
        statement = (
            update(CommandRecord).where(CommandRecord.id == command_id).values(receivers=receivers)
        )
        async with self._connection() as connection:
            await connection.execute(statement)

    async def check(self) -> list[str]:
        """Ask for the revision of the schema."""
        try:
            async with self._connection() as connection:
                found = await connection.execute(text("SELECT version_num FROM alembic_version"))
                revisions = [str(revision) for revision in found.scalars()]
        except DatabaseUnreachableError as error:
            return [error.reason]
        if revisions != [EXPECTED_REVISION]:
            return [f"schema is at {revisions}, expected {EXPECTED_REVISION}; run the migrations"]
        return []
