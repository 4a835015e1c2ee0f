"""docker:index/network:Network on the engine."""

import json
from typing import TYPE_CHECKING, Any

from infra.plugins.docker_provider.engine import explained, is_missing
from infra.plugins.docker_provider.errors import DockerProviderError
from infra.plugins.docker_provider.labels import parse_labels, render_labels
from infra.plugins.docker_provider.operation import Operation, Seen
from infra.plugins.docker_provider.reconcile import reconcile
from infra.plugins.docker_provider.schema import NETWORK, load_schema
from infra.plugins.docker_provider.values import Properties

if TYPE_CHECKING:
    from docker.types import IPAMConfig

_DELETE_SECONDS = 30.0
"""How long containers that are just going may keep it in use (the official time)."""
_CONFIG_KEYS = {
    "subnet": "Subnet",
    "ipRange": "IPRange",
    "gateway": "Gateway",
    "auxAddress": "AuxiliaryAddresses",
}


class Network:
    """Every property of a network replaces it, so there is nothing to update."""

    def create(self, operation: Operation, inputs: Properties) -> Seen:
        """Create the network; a second one of the same name is refused by the engine."""
        subject = f"network {inputs['name']}"
        with explained(subject):
            made = operation.engine.create_network(
                inputs["name"],
                driver=inputs.get("driver"),
                options=inputs.get("options") or None,
                ipam=_render_ipam(inputs),
                check_duplicate=True,
                internal=bool(inputs.get("internal")),
                labels=render_labels(inputs.get("labels")),
                enable_ipv6=bool(inputs.get("ipv6")),
                attachable=inputs.get("attachable"),
            )
        seen = self.read(operation, made["Id"], inputs)
        if seen is None:
            raise DockerProviderError(f"{subject}: vanished while it was created; run again")
        return seen

    def read(self, operation: Operation, resource_id: str, prior: Properties) -> Seen | None:
        """Look at the network."""
        try:
            with explained(f"network {resource_id}"):
                found = operation.engine.inspect_network(resource_id)
        except DockerProviderError as error:
            if is_missing(error):
                return None
            raise
        state = reconcile(load_schema(NETWORK), prior, _read_inputs(found))
        return Seen(found["Id"], {**state, "scope": found["Scope"]})

    def update(
        self,
        operation: Operation,
        resource_id: str,
        _state: Properties,
        inputs: Properties,
        _changed: frozenset[str],
    ) -> Seen:
        """Nothing of a network changes in place; look at it again."""
        seen = self.read(operation, resource_id, inputs)
        if seen is None:
            raise DockerProviderError(f"network {inputs['name']}: is gone; run: pulumi refresh")
        return seen

    def delete(self, operation: Operation, resource_id: str, state: Properties) -> None:
        """Remove the network once nothing uses it."""
        name = state.get("name", resource_id)
        last: list[DockerProviderError] = []

        def removed() -> bool:
            try:
                with explained(f"network {name}"):
                    operation.engine.remove_network(resource_id)
            except DockerProviderError as error:
                if is_missing(error):
                    return True
                if "has active endpoints" not in str(error):
                    raise
                last.append(error)
                return False
            return True

        if not operation.wait_for(f"network {name}", operation.limit(_DELETE_SECONDS), removed):
            raise DockerProviderError(f"{last[-1]}; stop or disconnect the containers named there")


def _render_ipam(inputs: Properties) -> "IPAMConfig":
    """Address management as the engine takes it."""
    from docker.types import IPAMConfig, IPAMPool  # noqa: PLC0415 - see Engine.client

    return IPAMConfig(
        driver=inputs.get("ipamDriver") or "default",
        pool_configs=[
            IPAMPool(
                subnet=pool.get("subnet"),
                iprange=pool.get("ipRange"),
                gateway=pool.get("gateway"),
                aux_addresses=pool.get("auxAddress"),
            )
            for pool in inputs.get("ipamConfigs") or []
        ],
        options=dict(inputs.get("ipamOptions") or {}),
    )


def _read_inputs(found: Properties) -> dict[str, Any]:
    ipam = found["IPAM"]
    configs = [
        {name: config[key] for name, key in _CONFIG_KEYS.items() if config.get(key)}
        for config in ipam.get("Config") or []
    ]
    return {
        "name": found["Name"],
        "driver": found["Driver"],
        "internal": found["Internal"],
        "attachable": found["Attachable"],
        "ingress": found["Ingress"],
        "ipv6": found["EnableIPv6"],
        "labels": parse_labels(found["Labels"]),
        "options": found["Options"] or {},
        "ipamDriver": ipam["Driver"],
        "ipamOptions": ipam.get("Options") or {},
        "ipamConfigs": sorted(configs, key=lambda config: json.dumps(config, sort_keys=True)),
    }
