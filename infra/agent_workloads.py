"""The seven agents: one hardened pattern. They reach core-api and their Redis, nothing else."""

from infra.addresses import AGENT_NAMES, machine_key, redis_password, redis_url, zone_workload
from infra.model import HealthProbe, SecretFile, Workload
from infra.service_workloads import CORE_API_URL, PYTHON, SECRETS, same

_ZONE = "agents"


def agents() -> tuple[Workload, ...]:
    """One workload per agent."""
    return tuple(_agent(name) for name in AGENT_NAMES)


def _agent(name: str) -> Workload:
    workload = f"agent-{name}"
    return Workload(
        name=workload,
        image=workload,
        networks=("agents", zone_workload(_ZONE)),
        # An idle agent takes 20 MiB; a task adds its result, and /tmp counts too (32 MiB).
        memory_mib=96,
        cpus="0.5",
        environment=(
            ("AGENT_NAME", name),
            CORE_API_URL,
            ("REDIS_URL_AGENTS", redis_url(_ZONE, workload)),
            SECRETS,
        ),
        told_image=True,
        secrets=(
            *same("agent_shared_token"),
            SecretFile("machine_key", machine_key(workload)),
            SecretFile("redis_agents_password", redis_password(_ZONE, workload)),
        ),
        probe=HealthProbe((PYTHON, "-m", "agents.runtime.health"), interval_seconds=3),
        depends_on=("core-api",),
    )
