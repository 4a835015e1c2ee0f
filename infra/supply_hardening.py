"""How each workload is declared to be confined: read from what the deployment asks of the engine.

The same rendering makes the containers, so nothing here can say more than was asked for. Whether
the engine did it is the audit's answer, not this one.
"""

from typing import Any

from images.catalogue import load_definition
from infra.model import Workload
from infra.rendering import render_workload
from infra.topology import Topology
from novaos.reference import ImageReference
from policies.hardening_profile import LOOSENED

_SHELL = "shell in the image"


def describe_hardening(
    topology: Topology, workload: Workload, reference: ImageReference
) -> dict[str, Any]:
    """Facts about one workload's container."""
    asked = render_workload(topology, workload, reference, "")
    internal = {each.name: each.internal for each in topology.networks}
    return {
        "kind": str(workload.kind),
        "user": asked["user"],
        "read_only_root": asked["read_only"],
        "capabilities": asked["capabilities"],
        "no_new_privileges": "no-new-privileges:true" in asked["security_opts"],
        "seccomp": _seccomp(asked["security_opts"]),
        "memory_mib": asked["memory"],
        "swap": asked["memory_swap"] != asked["memory"],
        "cpus": asked["cpus"],
        "pids_limit": asked.get("pids_limit"),
        "ulimits": {each["name"]: each["hard"] for each in asked["ulimits"]},
        "init": asked["init"],
        "writable": [*asked["tmpfs"], *(each.path for each in workload.volumes)],
        "networks": [{"name": name, "internal": internal[name]} for name in workload.networks],
        "ports": [f"{each['ip']}:{each['external']}" for each in asked["ports"]],
        "secrets": len(workload.secrets),
        "loosened": _loosened(workload),
    }


def _seccomp(options: list[str]) -> str:
    """Name the profile; without an entry it is the engine's own (CIS Docker Benchmark, 5.22)."""
    entries = [each.partition("=")[2] for each in options if each.startswith("seccomp=")]
    return entries[0] if entries else "default profile of the engine"


def _loosened(workload: Workload) -> list[dict[str, str]]:
    found = [
        {"name": each.name, "value": str(each.value), "reason": each.reason}
        for each in LOOSENED
        if each.workload == workload.name
    ]
    if reason := load_definition(workload.image).shell:
        found.append({"name": _SHELL, "value": "yes", "reason": reason})
    return found
