"""PostgreSQL and Redis from our images, and core-api and agents as processes of this checkout.

Redis runs with the command line and the ACL file of the deployment, so that the tests also show
that the rights granted there are enough.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import redis

from images.stage import build_images
from infra.addresses import ZONE_DATABASES, ZONES, zone_workload
from infra.redis_acl import render_users_acl
from infra.redis_zones import REDIS_ZONES
from infra.workloads import WORKLOADS
from novaos.reference import ImageReference
from novaos.workspace import REPOSITORY
from tests.support.containers import RunningService, Service, running_service, wait_until
from tests.support.core_api_process import CoreApiProcess
from tests.support.platform_secrets import (
    core_api_files,
    generate_secrets,
    machine_files,
    migration_files,
)
from tests.support.registry import free_port


@dataclass
class Stack:
    """Everything that runs, and the secrets it runs with."""

    postgres: RunningService
    zones: dict[str, RunningService]
    """Redis by the zone's short name: agents, brc, gypsycove."""
    folder: Path
    passwords: dict[str, str]
    """Every stored secret by its name."""
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def bus(self) -> RunningService:
        """Redis of the agents' zone."""
        return self.zones["agents"]

    @property
    def token(self) -> str:
        """The shared token."""
        return self.passwords["agent_shared_token"]

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

    def redis_client(self, user: str = "core-api", zone: str = "agents") -> redis.Redis:
        """Connect to Redis as a user of the ACL file."""
        return redis.Redis(
            port=self.zones[zone].host_port,
            db=ZONE_DATABASES[zone],
            username=user,
            password=self.passwords[f"redis_{zone}_{user}_password"],
            protocol=2,
            driver_info=None,
        )

    def environment(self, user: str) -> dict[str, str]:
        """Return the environment of a process: core-api, an agent's workload, or echo-ws."""
        if user == "core-api":
            # The migration job runs with the same folder; the service ignores what is not its own.
            files = core_api_files(self.passwords) | migration_files(self.passwords)
        else:
            files = machine_files(self.passwords, user)
        folder = self.folder / user
        folder.mkdir(exist_ok=True)
        for name, value in files.items():
            (folder / name).write_text(value)
        zones = ("agents",) if user.startswith("agent-") else ZONES
        return {
            "PATH": os.environ["PATH"],
            "TMPDIR": str(folder),
            "SECRETS_DIRECTORY": str(folder),
            "POSTGRES_HOST": "127.0.0.1",
            "POSTGRES_PORT": str(self.postgres.host_port),
            **{f"REDIS_URL_{zone.upper()}": self.redis_url(zone, user) for zone in zones},
        }

    def redis_url(self, zone: str, user: str) -> str:
        """Return the address of a zone for one user."""
        return f"redis://{user}@127.0.0.1:{self.zones[zone].host_port}/{ZONE_DATABASES[zone]}"

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


@contextmanager
def running_stack(folder: Path) -> Iterator[Stack]:
    """Run PostgreSQL and the Redis of every zone."""
    images = build_images("test", lambda _: None, ("postgres", "redis"))
    stored = generate_secrets()
    passwords = {name: value for name, value in stored.items() if name.startswith("postgres")}
    database = Service(images["postgres"], 5432, "/var/lib/postgresql/data", passwords)
    with ExitStack() as running:
        postgres = running.enter_context(running_service(database))
        zones = {
            zone: running.enter_context(running_service(_redis(zone, images["redis"], stored)))
            for zone in ZONES
        }
        stack = Stack(postgres, zones, folder, stored)
        wait_until(stack.is_database_up, "PostgreSQL")
        for zone in ZONES:
            with stack.redis_client(zone=zone) as client:
                wait_until(client.ping, f"Redis of {zone}")
        yield stack


def _redis(zone: str, image: ImageReference, stored: dict[str, str]) -> Service:
    name = zone_workload(zone)
    workload = next(workload for workload in WORKLOADS if workload.name == name)
    rights = next(rights for rights in REDIS_ZONES if rights.workload == name)
    acl = render_users_acl(rights, stored.__getitem__)
    return Service(image, 6379, "/data", {"users.acl": acl}, workload.entrypoint, workload.command)


@contextmanager
def running_core_api(stack: Stack) -> Iterator[CoreApiProcess]:
    """Run core-api on a free port and wait until it answers."""
    port = free_port()
    environment = {
        **stack.environment("core-api"),
        "CORE_API_HOST": "127.0.0.1",
        "CORE_API_PORT": str(port),
        "CORE_API_METRICS_PORT": str(free_port()),
    }
    with _running("services.core_api", environment, stack.folder / "core-api.log") as process:
        core_api = CoreApiProcess(stack, port, process)
        with core_api.client:
            wait_until(lambda: core_api.client.get("/health").is_success, "core-api")
            yield core_api


@contextmanager
def running_agent(
    stack: Stack, core_api: CoreApiProcess, name: str = "nova", **more: str
) -> Iterator["subprocess.Popen[str]"]:
    """Run an agent."""
    environment = {
        **stack.environment(f"agent-{name}"),
        "AGENT_NAME": name,
        "CORE_API_URL": core_api.url,
        **more,
    }
    with _running("agents.runtime", environment, stack.folder / f"agent-{name}.log") as process:
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
