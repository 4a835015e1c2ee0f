"""PostgreSQL and Redis from our images, and core-api and agents as processes of this checkout.

Redis runs with the command line and the ACL file of the deployment, so that the tests also show
that the rights granted there are enough.
"""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import redis

from images.stage import build_images
from infra.redis_acl import render_users_acl
from infra.redis_zones import REDIS_ZONES
from infra.workloads import WORKLOADS
from novaos.workspace import REPOSITORY
from tests.support.containers import RunningService, Service, running_service, wait_until
from tests.support.registry import free_port

_DATABASE_PASSWORDS = ("superuser", "owner", "app", "backup")


@dataclass
class Stack:
    """Everything that runs, and the secrets it runs with."""

    postgres: RunningService
    bus: RunningService
    folder: Path
    token: str
    passwords: dict[str, str]
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    def connect(self, role: str) -> "psycopg.Connection[Any]":
        """Connect to PostgreSQL as `owner` or `app`."""
        return psycopg.connect(
            host="127.0.0.1",
            port=self.postgres.host_port,
            dbname="novaos",
            user=f"novaos_{role}",
            password=self.passwords[f"postgres_{role}_password"],
            connect_timeout=3,
        )

    def is_database_up(self) -> bool:
        """Connect once, as the owner."""
        with self.connect("owner") as connection:
            return not connection.closed

    def redis_client(self, user: str = "core-api") -> redis.Redis:
        """Connect to Redis as a user of the ACL file."""
        return redis.Redis(
            port=self.bus.host_port,
            db=3,
            username=user,
            password=self.passwords[f"redis_agents_{user}_password"],
            protocol=2,
            driver_info=None,
        )

    def environment(self, user: str) -> dict[str, str]:
        """Return the environment of a process that uses Redis as `user`."""
        folder = self.folder / user
        folder.mkdir(exist_ok=True)
        files = {
            "agent_shared_token": self.token,
            "redis_agents_password": self.passwords[f"redis_agents_{user}_password"],
            "postgres_app_password": self.passwords["postgres_app_password"],
            "postgres_owner_password": self.passwords["postgres_owner_password"],
        }
        for name, value in files.items():
            (folder / name).write_text(value)
        return {
            "PATH": os.environ["PATH"],
            "TMPDIR": str(folder),
            "SECRETS_DIRECTORY": str(folder),
            "POSTGRES_HOST": "127.0.0.1",
            "POSTGRES_PORT": str(self.postgres.host_port),
            "REDIS_URL_AGENTS": f"redis://{user}@127.0.0.1:{self.bus.host_port}/3",
        }

    def migrate(self) -> subprocess.CompletedProcess[str]:
        """Run the migration job to its end."""
        return subprocess.run(
            [sys.executable, "-m", "services.core_api.migrate"],
            env=self.environment("core-api"),
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


class CoreApiProcess:
    """core-api as a process, and the way to ask it."""

    def __init__(self, stack: Stack, port: int, process: subprocess.Popen[str]) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.process = process
        headers = {"X-Agent-Token": stack.token}
        self.client = httpx.Client(base_url=self.url, headers=headers, timeout=15)

    def agents(self) -> dict[str, dict[str, Any]]:
        """Return each agent's description."""
        response = self.client.get("/api/v1/agent/online")
        response.raise_for_status()
        return {agent["agent"]: agent for agent in response.json()["agents"]}

    def command(self, op: str, args: dict[str, Any] | None = None, **more: str) -> dict[str, Any]:
        """Send a command to nova and return the answer."""
        message = {"agent": "nova", "op": op, "args": args or {}, **more}
        response = self.client.post("/api/v1/agent/command", json=message)
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
        return answer

    def log(self, command_id: str) -> list[dict[str, Any]]:
        """Return nova's log entries about one command."""
        response = self.client.get("/api/v1/agent/logs", params={"agent": "nova", "limit": 1000})
        response.raise_for_status()
        entries: list[dict[str, Any]] = response.json()["entries"]
        return [entry for entry in entries if entry.get("command_id") == command_id]


@contextmanager
def running_stack(folder: Path) -> Iterator[Stack]:
    """Run PostgreSQL and Redis."""
    images = build_images("test", lambda _: None, ("postgres", "redis"))
    names = [f"postgres_{role}_password" for role in _DATABASE_PASSWORDS]
    (zone,) = REDIS_ZONES
    names += [user.password for user in zone.users if user.password]
    passwords = {name: secrets.token_urlsafe(24) for name in names}
    workload = next(workload for workload in WORKLOADS if workload.name == zone.workload)
    database = Service(
        images["postgres"],
        5432,
        "/var/lib/postgresql/data",
        {name: value for name, value in passwords.items() if name.startswith("postgres")},
    )
    redis_service = Service(
        images["redis"],
        6379,
        "/data",
        {"users.acl": render_users_acl(zone, passwords.__getitem__)},
        workload.entrypoint,
        workload.command,
    )
    with running_service(database) as postgres, running_service(redis_service) as bus:
        stack = Stack(postgres, bus, folder, secrets.token_urlsafe(32), passwords)
        wait_until(stack.is_database_up, "PostgreSQL")
        with stack.redis_client() as client:
            wait_until(client.ping, "Redis")
        yield stack


@contextmanager
def running_core_api(stack: Stack) -> Iterator[CoreApiProcess]:
    """Run core-api on a free port and wait until it answers."""
    port = free_port()
    environment = {
        **stack.environment("core-api"),
        "CORE_API_HOST": "127.0.0.1",
        "CORE_API_PORT": str(port),
    }
    with _running("services.core_api", environment, stack.folder / "core-api.log") as process:
        core_api = CoreApiProcess(stack, port, process)
        with core_api.client:
            wait_until(lambda: core_api.client.get("/health").is_success, "core-api")
            yield core_api


@contextmanager
def running_agent(stack: Stack, core_api: CoreApiProcess) -> Iterator["subprocess.Popen[str]"]:
    """Run the agent nova."""
    environment = {
        **stack.environment("agent-nova"),
        "AGENT_NAME": "nova",
        "CORE_API_URL": core_api.url,
    }
    with _running("agents.runtime", environment, stack.folder / "agent-nova.log") as process:
        yield process


@contextmanager
def _running(
    module: str,
    environment: dict[str, str],
    log: Path,
) -> Iterator["subprocess.Popen[str]"]:
    with ExitStack() as stack:
        output = stack.enter_context(log.open("a"))
        process = subprocess.Popen(
            [sys.executable, "-m", module],
            env=environment,
            cwd=REPOSITORY,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait(timeout=10)
