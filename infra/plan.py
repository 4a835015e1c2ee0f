"""Everything that a deployment will ask of the engine, rendered before any of it is asked.

The plan is pure values, so the program judges all of it by the policy rules first: a violation
anywhere stops the update before its first change.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from infra.model import Workload
from infra.rendering import (
    Rendered,
    render_carrier,
    render_network,
    render_volume,
    render_workload,
    secrets_volume,
)
from infra.topology import Topology
from novaos.errors import EvidenceError
from novaos.reference import ImageReference
from policies.accepted import CONTAINER, NETWORK, REMOTE_IMAGE, VOLUME
from policies.rules.judgement import judge

_FREE_KEYS = frozenset({"tmpfs", "log_opts", "options", "driver_opts", "sysctls", "storage_opts"})
"""Properties whose keys are values of the engine, not names of the provider's schema."""


@dataclass(frozen=True, slots=True)
class WorkloadPlan:
    """One workload's resources."""

    workload: Workload
    container: Rendered
    data_volumes: tuple[Rendered, ...]
    secrets_volume: Rendered | None
    carrier: Rendered | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The resources of a whole environment."""

    environment: str
    networks: dict[str, Rendered]
    images: dict[str, Rendered]
    workloads: tuple[WorkloadPlan, ...]

    @property
    def resources(self) -> list[tuple[str, str, Rendered]]:
        """Type, name and properties of each resource."""
        found = [(NETWORK, name, each) for name, each in self.networks.items()]
        found += [(REMOTE_IMAGE, name, each) for name, each in self.images.items()]
        for each in self.workloads:
            name = each.workload.name
            volumes = [*each.data_volumes, each.secrets_volume]
            found += [(VOLUME, volume["name"], volume) for volume in volumes if volume]
            found += [(CONTAINER, each.carrier["name"], each.carrier)] if each.carrier else []
            found.append((CONTAINER, name, each.container))
        return found


def build_plan(
    topology: Topology, images: Mapping[str, ImageReference], fingerprints: Mapping[str, str]
) -> Plan:
    """Render every resource; `fingerprints` has one text per workload that has secrets."""
    return Plan(
        environment=topology.settings.environment,
        networks={each.name: render_network(topology, each) for each in topology.networks},
        images={
            name: {"name": str(images[name]), "keep_locally": True} for name in topology.images
        },
        workloads=tuple(
            _plan_workload(topology, each, images[each.image], fingerprints.get(each.name, ""))
            for each in topology.workloads
        ),
    )


def _plan_workload(
    topology: Topology, workload: Workload, image: ImageReference, secrets: str
) -> WorkloadPlan:
    return WorkloadPlan(
        workload=workload,
        container=render_workload(topology, workload, image, secrets),
        data_volumes=tuple(
            render_volume(topology, workload, volume.name) for volume in workload.volumes
        ),
        secrets_volume=render_volume(topology, workload, secrets_volume(secrets))
        if secrets
        else None,
        carrier=render_carrier(topology, workload, image, secrets) if secrets else None,
    )


def require_admitted(plan: Plan) -> None:
    """Judge every resource of the plan by every rule of the policy pack.

    Raises `EvidenceError` with all violations.
    """
    found = [
        f"{name}: {text}"
        for resource_type, name, properties in plan.resources
        for text in judge(resource_type, to_wire(properties), plan.environment)
    ]
    if found:
        raise EvidenceError(
            f"{len(found)} policy violations in {plan.environment}:\n  " + "\n  ".join(found),
            fix="correct what each line names; policies/rules says what is expected and why",
        )


def to_wire(value: Any) -> Any:  # noqa: ANN401 - properties are any plain value
    """Spell properties as the policy engine sees them: camelCase names, in objects in lists too."""
    if isinstance(value, Mapping):
        return {
            _camel(key): item if key in _FREE_KEYS else to_wire(item)
            for key, item in value.items()
            if item is not None
        }
    if isinstance(value, list | tuple):
        return [to_wire(item) for item in value]
    return value


def _camel(name: str) -> str:
    return re.sub(r"_([a-z0-9])", lambda match: match.group(1).upper(), name)
