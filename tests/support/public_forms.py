"""Let everybody send the forms of the law again: tests of one hour send more than people do.

The counters are those of the running core-api, forgotten in its own container with its own rights:
it can delete a key that it knows the name of, and list none.
"""

import json

import docker

_FORGET = """
import asyncio, json, sys
from datetime import UTC, datetime
from services.core_api.access.actors import Platform
from services.core_api.blackrose.public_form import render_key
from services.core_api.opening import open_ports
from services.core_api.settings import Settings, load_settings

async def forget(addresses):
    opened = open_ports(load_settings(Settings), lambda: datetime.now(UTC))
    keys = [render_key(opened.ports.settings, one) for one in addresses]
    await opened.ports.zones.of(Platform.BLACKROSE).delete(*keys)
    await opened.close()

asyncio.run(forget(json.loads(sys.argv[1])))
"""


def forget_forms(environment: str) -> None:
    """Forget how many forms came from this host and from the containers beside core-api."""
    engine = docker.from_env()
    container = engine.containers.get(f"novaos-{environment}-core-api")
    networks = container.attrs["NetworkSettings"]["Networks"]
    addresses = {"127.0.0.1", *(one["Gateway"] for one in networks.values())}
    for name in networks:
        for beside in engine.networks.get(name).attrs["Containers"].values():
            addresses.add(beside["IPv4Address"].partition("/")[0])
    command = ["/usr/bin/python3", "-c", _FORGET, json.dumps(sorted(addresses - {""}))]
    status, output = container.exec_run(command)
    assert status == 0, output
    engine.close()
