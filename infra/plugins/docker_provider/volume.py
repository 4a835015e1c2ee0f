"""docker:index/volume:Volume on the engine."""

from infra.plugins.docker_provider.engine import explained, is_missing
from infra.plugins.docker_provider.errors import DockerProviderError
from infra.plugins.docker_provider.labels import parse_labels, render_labels
from infra.plugins.docker_provider.operation import Operation, Seen
from infra.plugins.docker_provider.reconcile import reconcile
from infra.plugins.docker_provider.schema import VOLUME, load_schema
from infra.plugins.docker_provider.values import Properties

_DELETE_SECONDS = 30.0
"""How long containers that are just going may keep it in use (the official time)."""


class Volume:
    """Every property of a volume replaces it, so there is nothing to update."""

    def create(self, operation: Operation, inputs: Properties) -> Seen:
        """Create the volume; the engine takes over an existing one of the same name."""
        with explained(f"volume {inputs['name']}"):
            made = operation.engine.create_volume(
                inputs["name"],
                driver=inputs.get("driver"),
                driver_opts=inputs.get("driverOpts") or None,
                labels=render_labels(inputs.get("labels")),
            )
        return _seen(made, inputs)

    def read(self, operation: Operation, resource_id: str, prior: Properties) -> Seen | None:
        """Look at the volume."""
        try:
            with explained(f"volume {resource_id}"):
                return _seen(operation.engine.inspect_volume(resource_id), prior)
        except DockerProviderError as error:
            if is_missing(error):
                return None
            raise

    def update(
        self,
        operation: Operation,
        resource_id: str,
        _state: Properties,
        inputs: Properties,
        _changed: frozenset[str],
    ) -> Seen:
        """Nothing of a volume changes in place; look at it again."""
        seen = self.read(operation, resource_id, inputs)
        if seen is None:
            raise DockerProviderError(f"volume {resource_id}: is gone; run: pulumi refresh")
        return seen

    def delete(self, operation: Operation, resource_id: str, _state: Properties) -> None:
        """Remove the volume and its data once nothing uses it."""
        last: list[DockerProviderError] = []

        def removed() -> bool:
            try:
                with explained(f"volume {resource_id}"):
                    operation.engine.remove_volume(resource_id, force=True)
            except DockerProviderError as error:
                if is_missing(error):
                    return True
                if "volume is in use" not in str(error):
                    raise
                last.append(error)
                return False
            return True

        limit = operation.limit(_DELETE_SECONDS)
        if not operation.wait_for(f"volume {resource_id}", limit, removed):
            raise DockerProviderError(f"{last[-1]}; remove the containers that use it")


def _seen(found: Properties, prior: Properties) -> Seen:
    actual = {
        "name": found["Name"],
        "driver": found["Driver"],
        "driverOpts": found.get("Options") or {},
        "labels": parse_labels(found.get("Labels")),
    }
    state = reconcile(load_schema(VOLUME), prior, actual)
    return Seen(found["Name"], {**state, "mountpoint": found["Mountpoint"]})
