"""The registry as a workload: one of our own images, run by `images.registry`, not by Pulumi.

Its values are said again here on purpose: nothing else declares them, and an audit that read them
from the code that starts the container would agree with whatever that code does.
"""

import os
from collections.abc import Mapping

from images.lock import load_lock
from images.registry_site import HOST, NAME, PORT
from novaos.reference import ImageReference
from tests.audit.expected import Expected, PublishedPort

_IMAGE = "registry"
_PORT_IN_CONTAINER = 5000
_TMPFS = frozenset(
    {"size=32m", "uid=1000", "gid=1000", "mode=1777", "noexec", "nosuid", "nodev"},
)


def declared_registry(references: Mapping[str, ImageReference]) -> tuple[Expected, ...]:
    """Give the registry's declaration; none if the site uses a registry of its own."""
    if os.environ.get("NOVAOS_REGISTRY"):
        return ()
    lock = load_lock(_IMAGE)
    return (
        Expected(
            workload=_IMAGE,
            container=NAME,
            image=str(references[_IMAGE]),
            image_ids=frozenset({lock.config_digest, lock.image_digest}),
            loaded_by_id=True,
            networks={NAME: False},
            published=frozenset({PublishedPort(HOST, PORT, _PORT_IN_CONTAINER)}),
            listening=frozenset({_PORT_IN_CONTAINER}),
            volumes={"/var/lib/registry": (NAME, False)},
            tmpfs={"/tmp": _TMPFS},  # noqa: S108 - a mount point inside a container
            memory_limit_bytes=256 << 20,
            cpu_nanos=1_000_000_000,
            pids_limit=256,
            restart_policy="always",
            restart_most=0,
            no_health_reason="no program in its image could ask; each build asks it over HTTP",
        ),
    )
