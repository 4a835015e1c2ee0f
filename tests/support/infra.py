"""A complete plan without images, secrets or an engine, for tests of the program and the rules."""

import copy
from typing import Any

from infra.plan import Plan, build_plan, to_wire
from infra.settings import load_settings
from infra.topology import Topology, build_topology
from novaos.reference import Digest, ImageReference

FINGERPRINT = "0123456789ab"
URN = "urn:pulumi:{environment}::novaos::docker:index/container:Container::{name}"


def reference(image: str, environment: str = "dev") -> ImageReference:
    """A reference of the form that the lock gives; the digest differs per image."""
    repository = f"127.0.0.1:5760/novaos-{environment}/{image}"
    return ImageReference(repository, Digest.of_bytes(image.encode()))


def topology_of(environment: str = "dev") -> Topology:
    """The real topology."""
    return build_topology(load_settings(environment))


def plan_of(environment: str = "dev") -> Plan:
    """The real plan, with made-up digests and fingerprints."""
    topology = topology_of(environment)
    images = {name: reference(name, environment) for name in topology.images}
    secrets = {each.name: FINGERPRINT for each in topology.workloads if each.secrets}
    return build_plan(topology, images, secrets)


def container_props(workload: str = "core-api", environment: str = "dev") -> dict[str, Any]:
    """Properties of a workload's container as the policy engine sees them, free to change."""
    plan = {each.workload.name: each for each in plan_of(environment).workloads}
    props: dict[str, Any] = copy.deepcopy(to_wire(plan[workload].container))
    return props


def carrier_props(workload: str = "core-api", environment: str = "dev") -> dict[str, Any]:
    """Properties of a workload's secret carrier, with one upload."""
    plan = {each.workload.name: each for each in plan_of(environment).workloads}
    upload = {"file": "/run/secrets/agent_shared_token", "content": "x", "permissions": "0400"}
    props: dict[str, Any] = copy.deepcopy(to_wire(plan[workload].carrier))
    return {**props, "uploads": [upload]}
