"""The provider's own configuration: which of it is served, and what is refused by name."""

import json
from collections.abc import Mapping
from typing import Any

from infra.plugins.docker_provider.values import Value

SERVED = ("host", "disableDockerDaemonCheck")
REFUSED = {
    "caMaterial": "TLS to a remote engine is not served; forward its socket and set host",
    "certMaterial": "TLS to a remote engine is not served; forward its socket and set host",
    "certPath": "TLS to a remote engine is not served; forward its socket and set host",
    "context": "Docker contexts are not read; set host or DOCKER_HOST",
    "keyMaterial": "TLS to a remote engine is not served; forward its socket and set host",
    "registryAuth": "the engine pulls with its own credentials; use: docker login",
    "sshOpts": "ssh:// hosts are not served; forward the engine's socket",
}
_ENGINE_KEYS = frozenset(
    {"version", "pluginDownloadURL", "pluginChecksums", "__internal", "__defaults"}
)
"""Keys that the Pulumi engine itself puts into a provider's inputs."""


def check_configuration(inputs: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Find configuration that this plugin does not implement."""
    found = []
    for name, value in sorted(inputs.items()):
        if name in SERVED or name in _ENGINE_KEYS or _is_empty(value):
            continue
        reason = REFUSED.get(name, "is no configuration of pulumi_docker 5.2")
        found.append(
            (name, f"is refused by the bundled docker plugin: {reason}"),
        )
    host = inputs.get("host")
    if isinstance(host, str) and host.startswith("ssh://"):
        found.append(("host", f"is {host!r}: {REFUSED['sshOpts']}"))
    return found


def _is_empty(value: Value) -> bool:
    if isinstance(value, str):
        # The engine passes structured configuration as JSON text.
        try:
            value = json.loads(value)
        except json.JSONDecodeError:
            return not value
    return value in (None, False) or value in ("", [], {})
