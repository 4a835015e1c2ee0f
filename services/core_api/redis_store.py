"""The agents' states, logs and control channels in Redis.

Uses the commands of `agents.contract.redis_access` and no others: RESP2, no client name, so neither
HELLO nor CLIENT. Every failure of Redis is `StateStoreUnreachableError`.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
from redis.asyncio import Redis
from redis.exceptions import RedisError

from agents.contract.limits import STATE_TTL_SECONDS
from agents.contract.messages import AgentState, Command
from agents.contract.names import (
    AGENT_NAMES,
    ALL_LOGS_STREAM,
    KNOWN_AGENTS_KEY,
    control_channel,
    log_stream,
    state_key,
)
from services.core_api.commands.log_entries import choose_entries
from services.core_api.errors import StateStoreUnreachableError
from services.core_api.interface import KnownStates, LogPage, LogQuery
from services.core_api.redis_pool import open_redis
from services.core_api.settings import Settings

_logger = logging.getLogger(__name__)


def create_redis(settings: Settings) -> Redis:
    """Create the pool of the agents' zone."""
    return open_redis(settings.redis_url_agents, settings.redis_agents_password)


class RedisStateStore:
    """The state store on a pool of connections."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    @asynccontextmanager
    async def _failures(self) -> AsyncIterator[None]:
        try:
            yield
        except (RedisError, OSError, TimeoutError) as error:
            _logger.warning("redis: %s", type(error).__name__)
            raise StateStoreUnreachableError("Redis does not answer; try again later") from error

    async def record_heartbeat(self, state: AgentState) -> None:
        """Set the state with its time to live, then the membership."""
        name = state.heartbeat.agent
        async with self._failures(), self._redis.pipeline(transaction=False) as pipeline:
            pipeline.set(state_key(name), msgspec.json.encode(state), ex=STATE_TTL_SECONDS)
            pipeline.sadd(KNOWN_AGENTS_KEY, name)
            await pipeline.execute()

    async def read_states(self) -> KnownStates:
        """Read the set and all states in one round trip."""
        async with self._failures(), self._redis.pipeline(transaction=False) as pipeline:
            pipeline.smembers(KNOWN_AGENTS_KEY)
            pipeline.mget([state_key(name) for name in AGENT_NAMES])
            members, values = await pipeline.execute()
        return KnownStates(
            known=frozenset(member.decode() for member in members),
            states={
                name: msgspec.json.decode(value, type=AgentState)
                for name, value in zip(AGENT_NAMES, values, strict=True)
                if value is not None
            },
        )

    async def publish(self, command: Command) -> int:
        """Publish on the channel of the target."""
        async with self._failures():
            return int(
                await self._redis.publish(
                    control_channel(command.agent),
                    msgspec.json.encode(command),
                ),
            )

    async def read_logs(self, query: LogQuery) -> LogPage:
        """Read one stream, whose length is bounded, and choose from it."""
        stream = ALL_LOGS_STREAM if query.agent is None else log_stream(query.agent)
        oldest = f"({query.after}" if query.after else _bound(query.since, "-")
        newest = "+" if query.until is None else f"({query.until}-0"
        is_forward = query.after is not None or query.since is not None
        count = None if is_forward or query.level else query.limit
        async with self._failures():
            found = await self._redis.xrevrange(stream, max=newest, min=oldest, count=count)
        entries = [
            (_text(entry_id), {_text(name): _text(value) for name, value in (fields or {}).items()})
            for entry_id, fields in reversed(found or [])
        ]
        return choose_entries(entries, query)

    async def check(self) -> list[str]:
        """Ask with PING."""
        try:
            async with self._failures():
                await self._redis.ping()
        except StateStoreUnreachableError as error:
            return [error.reason]
        return []


def _text(value: bytes | str | None) -> str:
    # The client is told not to decode; its types also allow the replies of one that does.
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value or ""


def _bound(milliseconds: int | None, otherwise: str) -> str:
    return otherwise if milliseconds is None else f"{milliseconds}-0"
