"""An engine that records what it is asked, for tests without one."""

from collections.abc import Mapping
from typing import Any, cast

from infra.plugins.docker_provider import schema
from infra.plugins.docker_provider.network import Network
from infra.plugins.docker_provider.operation import Operation
from infra.plugins.docker_provider.volume import Volume


class RecordingEngine:
    """Takes networks and volumes and shows them as the real engine would."""

    def __init__(self) -> None:
        self.calls: list[object] = []

    def create_network(  # noqa: PLR0913, PLR0917 - the SDK's signature
        self,
        name: str,
        driver: Any = None,  # noqa: ANN401
        options: Any = None,  # noqa: ANN401
        ipam: Any = None,  # noqa: ANN401
        check_duplicate: Any = None,  # noqa: ANN401
        internal: bool = False,  # noqa: FBT001, FBT002
        labels: Any = None,  # noqa: ANN401
        enable_ipv6: bool = False,  # noqa: FBT001, FBT002
        attachable: Any = None,  # noqa: ANN401
    ) -> dict[str, Any]:
        """Record everything that was asked."""
        self.calls.append(sorted((key, value) for key, value in locals().items() if key != "self"))
        return {"Id": "id"}

    def inspect_network(self, net_id: str) -> dict[str, Any]:
        """A network without properties."""
        flags = dict.fromkeys(("Internal", "Attachable", "Ingress", "EnableIPv6"), False)
        ipam: dict[str, Any] = {"Driver": "default", "Config": [], "Options": None}
        found = {"Name": "sample", "Driver": "bridge", "Labels": {}, "Options": {}, "IPAM": ipam}
        return {"Id": net_id, "Scope": "local", **flags, **found}

    def create_volume(
        self,
        name: str | None = None,
        driver: Any = None,  # noqa: ANN401
        driver_opts: Any = None,  # noqa: ANN401
        labels: Any = None,  # noqa: ANN401
    ) -> dict[str, Any]:
        """Record everything that was asked."""
        self.calls.append((name, driver, driver_opts, labels))
        return self.inspect_volume(str(name))

    def inspect_volume(self, name: str) -> dict[str, Any]:
        """A volume without properties."""
        return {"Name": name, "Driver": "local", "Mountpoint": "/v", "Labels": {}, "Options": None}


def rendered_calls(token: str, inputs: Mapping[str, Any]) -> str:
    """What creating the resource asks of the engine, as text."""
    engine = RecordingEngine()
    operation = Operation(cast("Any", engine))
    if token == schema.NETWORK:
        Network().create(operation, inputs)
    elif token == schema.VOLUME:
        Volume().create(operation, inputs)
    else:
        engine.calls.append(inputs["name"])  # an image is only pulled by its name
    return repr(engine.calls)


def inspection_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """The inspection of a container that was created with `body`."""
    config = {"Env": None, "Labels": None, "Volumes": None, "Healthcheck": None}
    config |= {key: value for key, value in body.items() if key != "HostConfig"}
    host = {"RestartPolicy": {"Name": "", "MaximumRetryCount": 0}, "PortBindings": {}}
    host |= body["HostConfig"]
    host["RestartPolicy"] = {"Name": "", "MaximumRetryCount": 0, **host["RestartPolicy"]}
    return {
        "Id": "c" * 64,
        "Name": "/sample",
        "Config": config,
        "HostConfig": host,
        "State": {"Running": True, "ExitCode": 0},
        "NetworkSettings": {"Networks": {}, "Ports": {}, "Bridge": ""},
    }
