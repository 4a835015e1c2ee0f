"""Lyra for tests of core-api: it listens on real Redis, and its own code does what it is told."""

from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import msgspec

from agents.contract.messages import Command
from agents.contract.names import control_channel
from agents.lyra.agent import AGENT, VERSION
from tests.support.agent_on_gateway import run_capability
from tests.support.blackrose import LYRA, Collective
from tests.support.platform_messages import HEARTBEAT

NAME = "lyra"
_WAIT_SECONDS = 5.0


class Editor:
    """Lyra, who works when the test says so."""

    def __init__(self, brc: Collective) -> None:
        self._brc = brc
        self._redis = brc.stack.redis_client(f"agent-{NAME}")
        self._heard = self._redis.pubsub()  # type: ignore[no-untyped-call]
        self._heard.subscribe(control_channel(NAME))
        self._heard.get_message(timeout=_WAIT_SECONDS)  # The subscription counts from here on.
        self.beat()

    def __enter__(self) -> Self:
        """Stay until the block ends."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Listen no more."""
        self.leave()
        self._redis.close()

    def beat(self) -> None:
        """Say that lyra is there."""
        body = {**HEARTBEAT, "agent": NAME, "version": VERSION, "host": f"agent-{NAME}"}
        answer = self._brc.gateway.ask(LYRA, "POST", "/api/v1/agent/heartbeat", body)
        assert answer.status_code == 200, answer.text

    def leave(self) -> None:
        """Listen no more; the last heartbeat still counts for a while."""
        self._heard.close()

    def hear(self) -> list[Command]:
        """Return the commands that came since the last time."""
        commands = []
        while (message := self._heard.get_message(timeout=0.5)) is not None:
            commands.append(msgspec.json.decode(message["data"], type=Command))
        return commands

    def work(self) -> list[Command]:
        """Do everything that was asked for, and report it."""
        commands = self.hear()
        for command in commands:
            capability, given = command.args["capability"], command.args["input"]
            done = run_capability(self._brc.gateway, NAME, AGENT, capability, given)
            assert done.error == "", done.error
            self.report(command, "done", result=msgspec.to_builtins(done.result))
        return commands

    def report(self, command: Command, outcome: str, **more: Any) -> None:  # noqa: ANN401 - any JSON
        """Claim a command and end it."""
        path, claim = f"/api/v1/agent/commands/{command.id}/outcome", str(uuid4())
        for body in (
            {"outcome": "acknowledged", "claim": claim},
            {"outcome": outcome, "claim": claim, **more},
        ):
            answer = self._brc.gateway.ask(LYRA, "POST", path, body)
            assert answer.status_code == 200, answer.text
