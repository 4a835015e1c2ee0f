"""Agents in PostgreSQL, with the rights of the application's role, and the ledger of commands."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
from sqlalchemy import case, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from agents.contract.messages import Heartbeat
from agents.contract.registration import Registration
from services.core_api.commands.models import AgentRecord
from services.core_api.commands.postgres_ledger import PostgresLedger
from services.core_api.connection import transaction
from services.core_api.errors import DatabaseUnreachableError
from services.core_api.interface import RegisteredAgent
from services.core_api.models import EXPECTED_REVISION


class PostgresRegistry:
    """The registry on a pool of connections."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self.commands = PostgresLedger(engine)

    async def record_heartbeat(self, heartbeat: Heartbeat, seen_at: datetime) -> None:
        """Insert or refresh the row of the agent."""
        seen = {
            "last_seen_at": seen_at,
            "version": heartbeat.version,
            "host": heartbeat.host,
            "capabilities": list(heartbeat.capabilities),
            "image": heartbeat.image,
        }
        statement = insert(AgentRecord).values(
            agent=heartbeat.agent,
            first_seen_at=seen_at,
            **seen,
        )
        async with transaction(self._engine) as connection:
            await connection.execute(
                statement.on_conflict_do_update(index_elements=[AgentRecord.agent], set_=seen),
            )

    async def register(self, registration: Registration, now: datetime) -> None:
        """Insert or replace what the agent says about itself; a new start id is a new start."""
        said = {
            "version": registration.version,
            "image": registration.image,
            "start_id": registration.start_id,
            "described": msgspec.to_builtins(registration.capabilities),
            "last_seen_at": now,
        }
        names = [capability.name for capability in registration.capabilities]
        statement = insert(AgentRecord).values(
            agent=registration.agent,
            first_seen_at=now,
            host="",
            capabilities=names,
            started_at=now,
            starts=1,
            **said,
        )
        is_same = AgentRecord.start_id == registration.start_id
        change = {
            **said,
            "starts": case((is_same, AgentRecord.starts), else_=AgentRecord.starts + 1),
            "started_at": case((is_same, AgentRecord.started_at), else_=now),
        }
        async with transaction(self._engine) as connection:
            await connection.execute(
                statement.on_conflict_do_update(index_elements=[AgentRecord.agent], set_=change),
            )

    async def read_agents(self) -> Mapping[str, RegisteredAgent]:
        """Read all rows, one per agent."""
        async with transaction(self._engine) as connection:
            rows = (await connection.execute(select(AgentRecord.__table__))).all()
        return {
            row.agent: RegisteredAgent(
                first_seen_at=row.first_seen_at,
                last_seen_at=row.last_seen_at,
                version=row.version,
                host=row.host,
                image=row.image,
                started_at=row.started_at,
                starts=row.starts,
                described=tuple(row.described),
            )
            for row in rows
        }

    async def check(self) -> list[str]:
        """Ask for the revision of the schema."""
        try:
            async with transaction(self._engine) as connection:
                found = await connection.execute(text("SELECT version_num FROM alembic_version"))
                revisions = [str(revision) for revision in found.scalars()]
        except DatabaseUnreachableError as error:
            return [error.reason]
        if revisions != [EXPECTED_REVISION]:
            return [f"schema is at {revisions}, expected {EXPECTED_REVISION}; run the migrations"]
        return []
