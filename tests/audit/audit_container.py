"""The short-lived container through which the audit looks at a running one.

It runs with no more rights than what it looks at: same uid, no capability, no-new-privileges,
read-only, no volume. It is removed in every case. `audit_image.py` decides which image may be used.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import docker
import docker.errors

from novaos.errors import EvidenceUnavailableError

_LONGEST_AUDIT_SECONDS = 300
"""The container ends by itself, should its auditor be killed."""
_MEMORY_LIMIT_BYTES = 64 << 20
_PIDS_LIMIT = 64


@dataclass(frozen=True, slots=True)
class Auditor:
    """A verified audit image and the identity it looks with."""

    client: docker.DockerClient
    image: str
    """By digest, from `audit_image.require_auditor`."""
    environment: str
    uid: int = 1000
    gid: int = 1000

    @contextlib.contextmanager
    def look_into(self, target: str) -> Iterator[Any]:
        """Start the audit container in the namespaces of the container `target`."""
        try:
            container = self.client.containers.run(
                self.image,
                entrypoint=["/usr/bin/sleep"],
                command=[str(_LONGEST_AUDIT_SECONDS)],
                detach=True,
                user=f"{self.uid}:{self.gid}",
                pid_mode=f"container:{target}",
                network_mode=f"container:{target}",
                cap_drop=["ALL"],
                security_opt=["no-new-privileges:true"],
                read_only=True,
                mem_limit=_MEMORY_LIMIT_BYTES,
                memswap_limit=_MEMORY_LIMIT_BYTES,
                pids_limit=_PIDS_LIMIT,
                labels={"novaos.environment": self.environment, "novaos.audit": target},
            )
        except docker.errors.DockerException as error:
            raise EvidenceUnavailableError(
                f"the audit container for {target} does not start: {error}",
                fix="look at: docker ps -a, docker logs",
            ) from error
        try:
            yield container
        finally:
            container.remove(force=True)
