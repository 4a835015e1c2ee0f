"""docker:index/remoteImage:RemoteImage on the engine: pulled when absent, by digest."""

from typing import Any
from urllib.parse import quote

from infra.plugins.docker_provider.engine import explained, get, is_missing
from infra.plugins.docker_provider.errors import CancelledError, DockerProviderError
from infra.plugins.docker_provider.operation import Operation, Seen
from infra.plugins.docker_provider.values import Properties


def find_image(operation: Operation, name: str) -> dict[str, Any] | None:
    """The image `name` as the engine has it; None if it is absent."""
    try:
        with explained(f"image {name}"):
            found: dict[str, Any] = get(operation.engine, f"/images/{quote(name)}/json")
    except DockerProviderError as error:
        if is_missing(error):
            return None
        raise
    return found


def ensure_image(operation: Operation, name: str) -> dict[str, Any]:
    """The image `name`, pulled when the engine does not have it."""
    found = find_image(operation, name)
    if found is not None:
        return found
    with explained(f"image {name} cannot be pulled"):
        for event in operation.engine.pull(name, stream=True, decode=True):
            if operation.cancelled.is_set():
                raise CancelledError(f"image {name}")
            if "error" in event:
                raise DockerProviderError(f"image {name} cannot be pulled: {event['error']}")
    found = find_image(operation, name)
    if found is None:
        raise DockerProviderError(f"image {name}: is absent after the engine pulled it; run again")
    return found


class RemoteImage:
    """An image in the engine's store."""

    def create(self, operation: Operation, inputs: Properties) -> Seen:
        """Pull the image unless it is there."""
        return _seen(ensure_image(operation, inputs["name"]), inputs)

    def read(self, operation: Operation, resource_id: str, prior: Properties) -> Seen | None:
        """Look at the image; an import names it `<image id><name>`, as officially."""
        name = prior.get("name") or resource_id.removeprefix("sha256:")[64:] or resource_id
        found = find_image(operation, name)
        return None if found is None else _seen(found, {**prior, "name": name})

    def update(
        self,
        operation: Operation,
        _resource_id: str,
        _state: Properties,
        inputs: Properties,
        _changed: frozenset[str],
    ) -> Seen:
        """Keep the new wishes (keepLocally, forceRemove) and make sure that the image is there."""
        return _seen(ensure_image(operation, inputs["name"]), inputs)

    def delete(self, operation: Operation, _resource_id: str, state: Properties) -> None:
        """Remove the image unless it is to be kept."""
        if state.get("keepLocally") or find_image(operation, state["name"]) is None:
            return
        with explained(f"image {state['name']}"):
            operation.engine.remove_image(state["name"], force=bool(state.get("forceRemove")))


def _seen(found: Properties, inputs: Properties) -> Seen:
    name = inputs["name"]
    digests = found.get("RepoDigests") or []
    repository = name.partition("@")[0]
    matching = [digest for digest in digests if digest.startswith(f"{repository}@")]
    repo_digest = name if name in digests else (matching or digests or [""])[0]
    state = {**inputs, "imageId": found["Id"], "repoDigest": repo_digest}
    return Seen(f"{found['Id']}{name}", state)
