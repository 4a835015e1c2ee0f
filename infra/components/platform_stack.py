"""The whole platform in the order of its dependencies."""

from collections.abc import Mapping

import pulumi_docker as docker

from infra.components.workload import Dependency, HardenedWorkload, HardenedWorkloadArgs
from infra.plan import Plan


def register_platform(plan: Plan, files: Mapping[str, Mapping[str, str]]) -> None:
    """Register networks, images and workloads; `files` are the secret files per workload."""
    networks = {name: docker.Network(name, **rendered) for name, rendered in plan.networks.items()}
    images = {name: docker.RemoteImage(name, **rendered) for name, rendered in plan.images.items()}
    ready: dict[str, Dependency] = {}
    for each in plan.workloads:
        workload = each.workload
        needs = HardenedWorkloadArgs(
            plan=each,
            files=files.get(workload.name, {}),
            image=images[workload.image],
            after=[
                *(networks[name] for name in workload.networks),
                *(ready[name] for name in workload.depends_on),
            ],
        )
        component = HardenedWorkload(workload.name, needs)
        ready[workload.name] = component.ready
