"""The single steps of a container's life at the engine: connect, upload, start, remove."""

from urllib.parse import quote

from infra.plugins.docker_provider.container_spec import render_endpoint
from infra.plugins.docker_provider.container_wait import inspect
from infra.plugins.docker_provider.engine import explained, is_missing, post
from infra.plugins.docker_provider.errors import DockerProviderError
from infra.plugins.docker_provider.operation import Operation
from infra.plugins.docker_provider.uploads import render_archive
from infra.plugins.docker_provider.values import Properties

_REMOVAL_SECONDS = 30.0


def connect(operation: Operation, container_id: str, inputs: Properties) -> None:
    """Attach the container to its own networks instead of the default bridge."""
    networks = inputs.get("networksAdvanced") or []
    if not networks:
        return
    subject = f"container {inputs['name']}"
    try:
        with explained(subject):
            operation.engine.disconnect_container_from_network(container_id, "bridge")
    except DockerProviderError as error:
        if "is not connected to" not in str(error):
            raise
    for network in networks:
        with explained(f"{subject}: network {network['name']}"):
            body = {"Container": container_id, "EndpointConfig": render_endpoint(network)}
            post(operation.engine, f"/networks/{quote(network['name'])}/connect", body)


def upload(operation: Operation, container_id: str, inputs: Properties) -> None:
    """Put the uploads into the container, which must not run yet."""
    for file in inputs.get("uploads") or []:
        with explained(f"container {inputs['name']}: upload {file['file']}"):
            operation.engine.put_archive(container_id, "/", render_archive(file))


def start(operation: Operation, container_id: str, inputs: Properties) -> None:
    """Start the container; one that runs already stays as it is."""
    with explained(f"container {inputs['name']} cannot be started"):
        operation.engine.start(container_id)


def remove(operation: Operation, container_id: str, state: Properties) -> None:
    """Stop and remove the container, and its anonymous volumes unless they are to stay."""
    subject = f"container {state.get('name', container_id)}"
    grace = state.get("destroyGraceSeconds") or 0
    try:
        with explained(subject):
            if grace > 0 and not state.get("attach"):
                operation.engine.stop(container_id, timeout=grace)
            volumes = bool(state.get("removeVolumes", True))
            operation.engine.remove_container(container_id, v=volumes, force=True)
    except DockerProviderError as error:
        if not is_missing(error) and "is already in progress" not in str(error):
            raise

    def removed() -> bool:
        try:
            inspect(operation.engine, container_id, subject)
        except DockerProviderError as error:
            if is_missing(error):
                return True
            raise
        return False

    if not operation.wait_for(subject, operation.limit(_REMOVAL_SECONDS), removed):
        raise DockerProviderError(f"{subject}: the engine does not finish its removal; see its log")
