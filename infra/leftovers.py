"""Remove what an interrupted or failed update left in the engine, and data when asked to.

Only things with this environment's label and name are touched.
"""

from collections.abc import Callable, Collection
from typing import Any

import docker
from docker.errors import APIError, DockerException

from infra.settings import Settings
from novaos.errors import NovaosError, PreconditionError
from policies.accepted import ENVIRONMENT_LABEL, KIND_LABEL, prefix

Say = Callable[[str], None]


class EngineError(NovaosError):
    """The engine did not do what we asked."""


def _engine() -> docker.DockerClient:
    try:
        return docker.from_env()
    except DockerException as error:
        raise EngineError(
            f"the engine does not answer: {error}",
            fix="start it (`systemctl start docker`, or `make up`)",
        ) from error


def _found(listing: Any, environment: str) -> list[Any]:  # noqa: ANN401 - docker's collections
    filters = {"label": f"{ENVIRONMENT_LABEL}={environment}"}
    arguments = {"all": True, "ignore_removed": True} if hasattr(listing, "run") else {}
    found = listing.list(filters=filters, **arguments)
    return [each for each in found if each.name.startswith(prefix(environment))]


def require_no_containers(environment: str) -> None:
    """Refuse to deploy over containers of which this checkout's state knows nothing at all.

    Raises `PreconditionError` naming them: they are another checkout's, and may hold its work.
    """
    found = [each.name for each in _found(_engine().containers, environment)]
    if found:
        raise PreconditionError(
            f"{environment} runs already, and not from this checkout: {', '.join(sorted(found))}",
            fix=f"run `make down ENV={environment}` in the checkout that deployed it, or here"
            " (data volumes are kept)",
        )


def remove_unknown_containers(environment: str, known: Collection[str], say: Say) -> None:
    """Remove containers of ours that the state does not know: an update died in between."""
    for container in _found(_engine().containers, environment):
        if KIND_LABEL in container.labels and container.id not in known:
            say(f"remove container {container.name}, left by an interrupted update")
            container.remove(force=True)


def remove_everything(settings: Settings, say: Say, *, data: bool) -> None:
    """Remove all containers, networks and secret volumes; with `data` the data volumes too."""
    engine = _engine()
    environment = settings.environment
    failed = []
    for kind, listing in (
        ("container", engine.containers),
        ("network", engine.networks),
        ("volume", engine.volumes),
    ):
        for each in _found(listing, environment):
            if kind == "volume" and not data and not _is_secret(each.name):
                continue
            say(f"remove {kind} {each.name}")
            try:
                each.remove(**({} if kind == "network" else {"force": True}))
            except APIError as error:
                failed.append(f"{kind} {each.name}: {error}")
    if failed:
        raise EngineError(
            "the engine did not remove everything:\n  " + "\n  ".join(failed),
            fix="end what uses these and run the same command again",
        )


def _is_secret(volume: str) -> bool:
    return "-secrets-" in volume


def require_removable_data(settings: Settings) -> None:
    """Refuse to remove the data of an environment that protects it."""
    if settings.protect_data:
        raise PreconditionError(
            f"{settings.environment} protects its data: it is not removed",
            fix=f"set novaos:protectData to false in Pulumi.{settings.environment}.yaml first",
        )
