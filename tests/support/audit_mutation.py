"""What the audit's tests put into the engine: a hardened program, and what can be wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from docker.types import Healthcheck, LogConfig, Ulimit

from tests.audit.expected import Expected

LABELS = {"novaos.audit-test": "1"}
PORT = 8000
SECRET_NAME = "test_token"  # noqa: S105 - a file name
_SECOND = 1_000_000_000
_MEMORY_BYTES = 64 << 20
_TMPFS = "rw,noexec,nosuid,nodev,size=32m,uid=1000,gid=1000,mode=1777"
SERVER = f"""
import socket, sys, time
server = socket.create_server(("0.0.0.0", {PORT}))
exec(sys.argv[1])
open("/tmp/ready", "w").close()
print("serving", flush=True)
time.sleep(300)
"""


@dataclass(frozen=True, slots=True)
class Mutation:
    """One thing that is wrong with a container."""

    name: str
    fails: frozenset[str]
    """Exactly the checks that have to fail."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Settings of the engine that replace the hardened ones; `...` takes one away."""
    code: str = "pass"
    """What the program does besides serving; `SECRET` stands for the secret's value."""
    environment: Mapping[str, str] = field(default_factory=dict)
    secret_mode: int = 0o400
    secret_files: tuple[str, ...] = (SECRET_NAME,)
    data_file: tuple[str, int] | None = None
    """Name and mode of a file in the data volume."""
    networks: tuple[str, ...] = ("internal", "edge")
    could_not_look: bool = False
    """Some checks cannot look into a container that is wrong in this way."""


def target_of(image: str, image_ids: frozenset[str]) -> Expected:
    """Give the declaration that the hardened container meets."""
    return Expected(
        workload="target",
        container="",
        image=image,
        image_ids=image_ids,
        listening=frozenset({PORT}),
        secrets=frozenset({SECRET_NAME}),
        tmpfs={"/tmp": frozenset(_TMPFS.split(","))},  # noqa: S108 - inside the container
        memory_limit_bytes=_MEMORY_BYTES,
        cpu_nanos=_SECOND // 2,
        pids_limit=64,
        restart_policy="on-failure",
        restart_most=1,
        runs_python=True,
    )


def hardened_settings() -> dict[str, Any]:
    return {
        "read_only": True,
        "cap_drop": ["ALL"],
        "security_opt": ["no-new-privileges:true"],
        "tmpfs": {"/tmp": _TMPFS},  # noqa: S108 - inside the container
        "ulimits": [
            Ulimit(name="nofile", soft=8192, hard=8192),
            Ulimit(name="nproc", soft=4096, hard=4096),
        ],
        "mem_limit": _MEMORY_BYTES,
        "memswap_limit": _MEMORY_BYTES,
        "nano_cpus": _SECOND // 2,
        "pids_limit": 64,
        "init": True,
        "healthcheck": Healthcheck(
            test=["CMD", "/usr/bin/python3", "-c", "open('/tmp/ready')"], interval=_SECOND
        ),
        "restart_policy": {"Name": "on-failure", "MaximumRetryCount": 1},
        "ipc_mode": "private",
        "log_config": LogConfig(type="json-file", config={"max-size": "1m", "max-file": "2"}),
    }
