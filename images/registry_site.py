"""Where the registry of this host is, for those who only name images: no engine, no Docker SDK."""

import os
from dataclasses import dataclass

NAME = "novaos-registry"
"""Of the container, its network and its volume."""
HOST = "127.0.0.1"
PORT = 5760


@dataclass(frozen=True, slots=True)
class RegistrySite:
    """Where a local registry runs; the defaults are the one of this host."""

    name: str = NAME
    port: int = PORT

    @property
    def address(self) -> str:
        """What images are named with."""
        return f"{HOST}:{self.port}"


def registry_address() -> str:
    """Address of the registry that this host uses."""
    return os.environ.get("NOVAOS_REGISTRY") or RegistrySite().address
