"""Errors of the docker plugin: what failed, where, and what to do."""

from collections.abc import Mapping
from typing import Any


class DockerProviderError(Exception):
    """An operation on the engine failed; nothing of it is left behind."""


class CancelledError(DockerProviderError):
    """The user interrupted the deployment."""

    def __init__(self, subject: str) -> None:
        super().__init__(f"{subject}: interrupted")


class InitializationError(DockerProviderError):
    """The resource exists but did not become what was asked; the next update tries to finish it."""

    def __init__(self, reason: str, resource_id: str, state: Mapping[str, Any]) -> None:
        super().__init__(reason)
        self.reason = reason
        self.resource_id = resource_id
        self.state = state
