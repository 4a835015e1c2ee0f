"""Outcomes and times of the recorded commands of the last day, counted by PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import extract, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from agents.contract.names import AGENT_NAMES
from services.core_api.commands.models import CommandRecord, CommandTarget
from services.core_api.commands.outcome import FINAL, Outcome


async def count_outcomes(
    session: AsyncSession, since: datetime, now: datetime
) -> list[dict[str, Any]]:
    """Count per agent how the commands since then stand now."""
    seconds = extract("epoch", CommandTarget.at - CommandRecord.created_at)
    is_unfinished = CommandTarget.outcome.not_in([outcome.value for outcome in FINAL])
    is_late = is_unfinished & (CommandRecord.deadline_at < now)
    statement = (
        select(
            CommandTarget.agent,
            CommandTarget.outcome,
            is_late.label("is_late"),
            func.count().label("count"),
            func.percentile_cont(0.5).within_group(seconds).label("median"),
            func.percentile_cont(0.95).within_group(seconds).label("p95"),
        )
        .join(CommandRecord, CommandRecord.id == CommandTarget.command_id)
        .where(CommandRecord.created_at >= since)
        .group_by(CommandTarget.agent, CommandTarget.outcome, is_late)
    )
    rows = (await session.execute(statement)).all()
    return [_figures(agent, [row for row in rows if row.agent == agent]) for agent in AGENT_NAMES]


def _figures(agent: str, rows: Sequence[Any]) -> dict[str, Any]:
    outcomes = dict.fromkeys((outcome.value for outcome in Outcome), 0)
    done = next((row for row in rows if row.outcome == Outcome.DONE), None)
    for row in rows:
        outcomes[Outcome.TIMED_OUT.value if row.is_late else row.outcome] += row.count
    return {
        "agent": agent,
        "outcomes": outcomes,
        "median_seconds": None if done is None else round(float(done.median), 3),
        "p95_seconds": None if done is None else round(float(done.p95), 3),
    }
