"""What one environment needs of the host: its ports and the registry."""

import errno
import os
import socket
import urllib.request

from cli.checks.finding import Finding, Status, good
from cli.health import load_topology, observe
from novaos.errors import NovaosError, PreconditionError

_REGISTRY = "127.0.0.1:5760"
_REGISTRY_VARIABLE = "NOVAOS_REGISTRY"
_ANSWER_SECONDS = 3


def find_taken_ports(environment: str) -> dict[int, str]:
    """Ports of the environment that another process holds, with its workload's name."""
    topology = load_topology(environment)
    ours = {
        int(binding.partition("->")[0].rpartition(":")[2])
        for seen in observe(environment)
        if seen.state == "running"
        for binding in seen.ports
    }
    taken = {}
    for workload in topology.workloads:
        port = topology.host_port(workload)
        if port is None or port in ours:
            continue
        if not is_free(topology.settings.publish_address, port):
            taken[port] = workload.name
    return taken


def is_free(address: str, port: int) -> bool:
    """Whether we could listen on this port."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the engine binds it: a connection in TIME_WAIT does not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            return error.errno != errno.EADDRINUSE
    return True


def require_free_ports(environment: str) -> str:
    """Say that the environment's ports are free or ours.

    Raises `PreconditionError` naming each taken port.
    """
    if taken := find_taken_ports(environment):
        ports = ", ".join(f"{port} ({name})" for port, name in taken.items())
        raise PreconditionError(
            f"ports that environment {environment} publishes are taken: {ports}",
            fix="find the process with: ss -ltnp; stop it, or change novaos:portOffset in "
            f"Pulumi.{environment}.yaml",
        )
    return "free, or already ours"


def check_ports(environment: str) -> Finding:
    """The environment's ports are free, or its own."""
    try:
        return good("ports", f"{environment}: {require_free_ports(environment)}")
    except PreconditionError as error:
        why = "the engine refuses to start the workload"
        return Finding("ports", Status.FAILED, error.message, why, error.fix)
    except NovaosError as error:
        why = "could not be looked at"
        return Finding("ports", Status.UNKNOWN, error.message, why, error.fix)


def check_registry() -> Finding:
    """The registry answers."""
    registry = os.environ.get(_REGISTRY_VARIABLE, _REGISTRY)
    try:
        with urllib.request.urlopen(f"http://{registry}/v2/", timeout=_ANSWER_SECONDS):
            return good("registry", f"{registry} answers")
    except OSError as error:
        why = "images are pushed to it and pulled from it, by digest"
        what = f"{registry} does not answer: {error}"
        return Finding("registry", Status.WARNING, what, why, "make build   (it starts it)")
