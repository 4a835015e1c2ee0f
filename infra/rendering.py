"""Render the topology for plain Docker: the only place that knows the engine's properties.

Everything is a plain value and a literal, never an output of another resource, so that the policy
pack can judge all of it before anything happens.
"""

from typing import Any

from infra.hardening import render_hardening
from infra.model import HealthProbe, Kind, Network, Workload
from infra.topology import Topology
from novaos.reference import ImageReference
from policies.accepted import (
    EDGE_NETWORK,
    ENVIRONMENT_LABEL,
    KIND_LABEL,
    PUBLISHED_PORTS,
    SECRET_CARRIER,
    SECRETS_PATH,
    WORKLOAD_LABEL,
)
from policies.hardening_profile import APP_GID, APP_UID, profile_of

FINGERPRINT_LABEL = "novaos.secrets"
_EDGE_OPTIONS = {
    # Published ports work, the way out does not: packets leave with an address nobody answers to.
    "com.docker.network.bridge.enable_ip_masquerade": "false",
    "com.docker.network.bridge.enable_icc": "false",
}
Rendered = dict[str, Any]


def render_labels(topology: Topology, **more: str) -> list[dict[str, str]]:
    """Labels by which everything of an environment is found."""
    pairs = {ENVIRONMENT_LABEL: topology.settings.environment, **more}
    return [{"label": label, "value": pairs[label]} for label in sorted(pairs)]


def render_network(topology: Topology, network: Network) -> Rendered:
    """Properties of one network."""
    return {
        "name": topology.engine_name(network.name),
        "driver": "bridge",
        "internal": network.internal,
        "options": {} if network.internal else dict(_EDGE_OPTIONS),
        "labels": render_labels(topology),
    }


def render_volume(topology: Topology, workload: Workload, name: str) -> Rendered:
    """Properties of one volume of a workload."""
    return {
        "name": topology.volume_name(workload, name),
        "driver": "local",
        "labels": render_labels(topology, **{WORKLOAD_LABEL: workload.name}),
    }


def render_workload(
    topology: Topology, workload: Workload, image: ImageReference, secrets: str
) -> Rendered:
    """Properties of a workload's container; `secrets` is the fingerprint of its secret files."""
    profile = profile_of(workload.name)
    return {
        **render_hardening(profile),
        **_render_identity(topology, workload, image, workload.kind, secrets),
        **_render_process(topology, workload, image),
        **_render_life(workload),
        "networks_advanced": [
            # On `edge` nobody talks to anybody: a name there would lead to an address that is dead.
            {
                "name": topology.engine_name(name),
                "aliases": [] if name == EDGE_NETWORK else [workload.name],
            }
            for name in workload.networks
        ],
        "ports": _render_ports(topology, workload),
        "volumes": [
            *(
                {
                    "volume_name": topology.volume_name(workload, volume.name),
                    "container_path": volume.path,
                    "read_only": False,
                }
                for volume in workload.volumes
            ),
            *_render_secret_mount(topology, workload, secrets, read_only=True),
        ],
    }


def render_carrier(
    topology: Topology, workload: Workload, image: ImageReference, secrets: str
) -> Rendered:
    """Properties of the container that fills a workload's secrets volume and never starts.

    Its root is writable: the engine refuses uploads into a read-only container.
    """
    hardening = render_hardening(profile_of(workload.name))
    hardening |= {"read_only": False, "init": False, "tmpfs": {}}
    identity = _render_identity(topology, workload, image, SECRET_CARRIER, secrets)
    return {
        **hardening,
        **identity,
        "name": f"{topology.volume_name(workload, 'secrets')}-{secrets}",
        "start": False,
        "must_run": False,
        "restart": "no",
        "network_mode": "none",
        "volumes": _render_secret_mount(topology, workload, secrets, read_only=False),
    }


def render_uploads(files: dict[str, str]) -> list[Rendered]:
    """Uploads that put secret files in their place, readable by their user only."""
    return [
        {
            "file": f"{SECRETS_PATH}/{name}",
            "content": content,
            "permissions": "0400",
            "owner": str(APP_UID),
            "group": str(APP_GID),
        }
        for name, content in sorted(files.items())
    ]


def secrets_volume(secrets: str) -> str:
    """Name, within its workload, of the volume for one state of its secrets."""
    return f"secrets-{secrets}"


def _render_identity(
    topology: Topology, workload: Workload, image: ImageReference, kind: str, secrets: str
) -> Rendered:
    labels = {WORKLOAD_LABEL: workload.name, KIND_LABEL: str(kind)}
    if secrets:
        labels[FINGERPRINT_LABEL] = secrets
    return {
        "name": topology.engine_name(workload.name),
        "image": str(image),
        "labels": render_labels(topology, **labels),
        "memory": workload.memory_mib,
        "memory_swap": workload.memory_mib,
        "cpus": workload.cpus,
    }


def _render_environment(topology: Topology, workload: Workload, image: ImageReference) -> list[str]:
    pairs = list(workload.environment)
    if workload.told_image:
        pairs.append(("NOVAOS_IMAGE", str(image)))
    if workload.allowed_origins:
        pairs.append(("ALLOWED_ORIGINS", ",".join(topology.origins(workload))))
    if workload.told_relay:
        pairs.append(("ECHO_WS_URL", f"{topology.relay_origin}/ws"))
    if workload.told_origins:
        pairs.append(("CONSOLE_ORIGINS", ",".join(topology.console_origins(workload.name))))
    if workload.told_relay_origin:
        pairs.append(("RELAY_URL", topology.relay_origin))
    return [f"{name}={value}" for name, value in pairs]


def _render_process(topology: Topology, workload: Workload, image: ImageReference) -> Rendered:
    rendered: Rendered = {
        "envs": _render_environment(topology, workload, image),
        "stop_signal": workload.stop_signal,
        "stop_timeout": workload.stop_seconds,
        "destroy_grace_seconds": workload.stop_seconds,
    }
    if workload.entrypoint:
        rendered["entrypoints"] = list(workload.entrypoint)
    if workload.command:
        rendered["command"] = list(workload.command)
    return rendered


def _render_life(workload: Workload) -> Rendered:
    profile = profile_of(workload.name)
    if workload.kind is Kind.JOB or workload.probe is None:
        # Attached: the update waits for the job's end and records its exit code.
        return {"restart": profile.job_restart, "must_run": False, "attach": True}
    return {
        "restart": profile.service_restart,
        "must_run": True,
        "wait": True,
        "wait_timeout": workload.probe.wait_seconds,
        "healthcheck": _render_probe(workload.probe),
    }


def _render_probe(probe: HealthProbe) -> Rendered:
    return {
        "tests": ["CMD", *probe.command],
        "interval": f"{probe.interval_seconds}s",
        "timeout": f"{probe.timeout_seconds}s",
        "start_period": f"{probe.start_seconds}s",
        "retries": probe.retries,
    }


def _render_ports(topology: Topology, workload: Workload) -> list[Rendered]:
    outside = topology.host_port(workload)
    if outside is None:
        return []
    return [
        {
            "internal": PUBLISHED_PORTS[workload.name],
            "external": outside,
            "ip": topology.settings.publish_address,
            "protocol": "tcp",
        }
    ]


def _render_secret_mount(
    topology: Topology, workload: Workload, secrets: str, *, read_only: bool
) -> list[Rendered]:
    if not workload.secrets:
        return []
    return [
        {
            "volume_name": topology.volume_name(workload, secrets_volume(secrets)),
            "container_path": SECRETS_PATH,
            "read_only": read_only,
        }
    ]
