"""docker:index/container:Container on the engine.

Order of a creation, as in the official provider: image, create, networks, uploads, start, wait or
attach. A container that could not be started is removed again, so that the next run starts clean.
One that runs and is not healthy stays for a look, and the next update waits for it again.
"""

import contextlib
from urllib.parse import quote

from infra.plugins.docker_provider.container_fields import BEHAVIOUR, UPDATABLE
from infra.plugins.docker_provider.container_spec import render_body, render_update
from infra.plugins.docker_provider.container_state import read_inputs, read_outputs
from infra.plugins.docker_provider.container_steps import connect, remove, start, upload
from infra.plugins.docker_provider.container_wait import (
    NotReadyError,
    inspect,
    read_logs,
    require_running,
    wait_until_ended,
    wait_until_healthy,
)
from infra.plugins.docker_provider.engine import explained, is_missing, post
from infra.plugins.docker_provider.errors import (
    CancelledError,
    DockerProviderError,
    InitializationError,
)
from infra.plugins.docker_provider.operation import Operation, Seen
from infra.plugins.docker_provider.remote_image import ensure_image, find_image
from infra.plugins.docker_provider.schema import CONTAINER, load_schema
from infra.plugins.docker_provider.values import Properties

_ATTACH_SECONDS = 20 * 60.0
"""How long an attached container may run (Terraform's default creation timeout)."""


class Container:
    """A container and its life."""

    def create(self, operation: Operation, inputs: Properties) -> Seen:
        """Create, connect, fill, start and wait for a container."""
        subject = f"container {inputs['name']}"
        ensure_image(operation, inputs["image"])
        with explained(subject):
            path = f"/containers/create?name={quote(inputs['name'])}"
            made = post(operation.engine, path, render_body(inputs))
        container_id: str = made["Id"]
        try:
            connect(operation, container_id, inputs)
            upload(operation, container_id, inputs)
            if inputs.get("start"):
                start(operation, container_id, inputs)
        except BaseException:
            # Whatever the reason, the first error is the one to tell.
            with contextlib.suppress(DockerProviderError):
                remove(operation, container_id, inputs)
            raise
        return self._settle(operation, container_id, inputs)

    def _settle(self, operation: Operation, container_id: str, inputs: Properties) -> Seen:
        """Wait as the inputs ask, then look.

        Raises `InitializationError` if the container did not become what was asked.
        """
        logs = ""
        try:
            if inputs.get("start") and inputs.get("wait"):
                wait_until_healthy(operation, container_id, inputs)
            if inputs.get("start") and inputs.get("attach"):
                subject = f"container {inputs['name']}"
                wait_until_ended(operation, container_id, subject, operation.limit(_ATTACH_SECONDS))
                if inputs.get("logs"):
                    logs = read_logs(
                        operation.engine, inspect(operation.engine, container_id, subject)
                    )
            if inputs.get("mustRun"):
                require_running(operation, container_id, inputs)
        except (NotReadyError, CancelledError) as error:
            state = {**inputs, "containerLogs": "", "exitCode": 0, "bridge": "", "networkDatas": []}
            raise InitializationError(str(error), container_id, state) from error
        seen = self._look(operation, container_id, inputs)
        if seen is None:
            raise DockerProviderError(f"container {inputs['name']}: vanished; run again")
        return Seen(container_id, {**seen.state, "containerLogs": logs})

    def read(self, operation: Operation, resource_id: str, prior: Properties) -> Seen | None:
        """Look at the container; one that must run and does not shows as `mustRun: false`."""
        seen = self._look(operation, resource_id, prior)
        if seen is None:
            return None
        return Seen(
            seen.resource_id, {**seen.state, "containerLogs": prior.get("containerLogs", "")}
        )

    def _look(self, operation: Operation, resource_id: str, prior: Properties) -> Seen | None:
        subject = f"container {prior.get('name', resource_id)}"
        try:
            found = inspect(operation.engine, resource_id, subject)
        except DockerProviderError as error:
            if is_missing(error):
                return None
            raise
        image = find_image(operation, found["Image"]) or {}
        known = {k: v for k, v in prior.items() if k in load_schema(CONTAINER).inputs}
        state = read_inputs(found, image, known)
        state["image"] = self._image_name(operation, found, image, prior)
        if not found["State"]["Running"] and prior.get("mustRun"):
            state["mustRun"] = False
        return Seen(found["Id"], {**state, **read_outputs(found)})

    def _image_name(
        self,
        operation: Operation,
        found: Properties,
        image: Properties,
        prior: Properties,
    ) -> str:
        """The program's name of the image, as long as it still means what the container runs."""
        wanted = prior.get("image")
        if wanted:
            named = find_image(operation, wanted)
            if wanted == found["Config"]["Image"] or (named and named["Id"] == found["Image"]):
                return str(wanted)
        digests = image.get("RepoDigests") or []
        return str(digests[0] if digests else found["Image"])

    def update(
        self,
        operation: Operation,
        resource_id: str,
        state: Properties,
        inputs: Properties,
        changed: frozenset[str],
    ) -> Seen:
        """Change what can be changed; start and await a container that must run."""
        subject = f"container {inputs['name']}"
        removed = {name for name in changed & set(UPDATABLE) if name not in inputs}
        beyond = sorted(changed - {*UPDATABLE, *BEHAVIOUR} | removed)
        if beyond:
            raise DockerProviderError(
                f"{subject}: the engine cannot change {', '.join(beyond)} of an existing container "
                "(the official plugin only pretends to); replace it: set "
                f"replace_on_changes={beyond} on the resource, or run: pulumi up --replace <urn>",
            )
        if changed & set(UPDATABLE):
            with explained(subject):
                path = f"/containers/{resource_id}/update"
                post(operation.engine, path, render_update(inputs))
        if inputs.get("start") and inputs.get("mustRun"):
            start(operation, resource_id, inputs)
            return self._settle(operation, resource_id, inputs)
        seen = self.read(operation, resource_id, {**state, **inputs})
        if seen is None:
            raise DockerProviderError(f"{subject}: is gone; run: pulumi refresh")
        return seen

    def delete(self, operation: Operation, resource_id: str, state: Properties) -> None:
        """Stop and remove the container."""
        remove(operation, resource_id, state)
