"""Gather the facts of one container: one inspect, one probe, one search for secret values."""

import json
import secrets
import shlex
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docker
import docker.errors
import testinfra  # type: ignore[import-untyped]  # it has no type information

from tests.audit.audit_container import Auditor
from tests.audit.facts import CouldNotLookError, Facts, SecretSearch, Sighting
from tests.audit.probe_output import parse_sections
from tests.audit.reach import Target, render_targets
from tests.audit.redis_look import look_at_redis
from tests.audit.secret_search import Needles
from tests.audit.streamed_command import StreamedCommand

_PROBE = Path(__file__).with_name("probe.sh").read_text()
_ENGINE_FACTS = ("SecurityOptions", "ServerVersion", "CgroupVersion", "KernelVersion", "Swarm")


def gather_facts(
    auditor: Auditor,
    workload: str,
    container_name: str,
    needles: Needles,
    targets: Sequence[Target] = (),
) -> Facts:
    """Look once at the running container `container_name`.

    Raises `CouldNotLookError` if it is not there or not running.
    """
    client = auditor.client
    container = _require_running(client, container_name)
    image_object = client.images.get(container["Image"])
    image = {**image_object.attrs, "History": image_object.history()}
    with auditor.look_into(container["Id"]) as audit:
        output = _probe(audit.id, targets)
        mounted = list(_mounted_sightings(audit.id, container, needles))
    logs: bytes = client.api.logs(container["Id"], stdout=True, stderr=True)
    return Facts(
        workload=workload,
        collected_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        container=_scrubbed(needles, container),
        image=_scrubbed(needles, image),
        networks=_networks(client, container),
        engine={key: client.info()[key] for key in _ENGINE_FACTS if key in client.info()},
        sections={
            **parse_sections(needles.scrub(output), _nonce_of(output)),
            **look_at_redis(auditor.environment, workload, container["Id"]),
        },
        secret_search=_search(needles, _places(container, image, logs, output), mounted),
    )


def _places(
    container: Mapping[str, Any], image: Mapping[str, Any], logs: bytes, output: str
) -> dict[str, bytes]:
    """Where no secret may be, and what is there."""
    return {
        "docker inspect": json.dumps(container).encode(),
        "image configuration and history": json.dumps(image).encode(),
        "logs": logs,
        "environment, command lines and /proc": output.encode("utf-8", "surrogateescape"),
    }


def _search(
    needles: Needles, places: Mapping[str, bytes], mounted: Sequence[Sighting | str]
) -> SecretSearch:
    found = tuple(needles.sightings(places.items()))
    sightings = found + tuple(item for item in mounted if isinstance(item, Sighting))
    not_searched = tuple(item for item in mounted if isinstance(item, str))
    searched = (*places, "files of writable mounts")
    return SecretSearch(searched, sightings, not_searched, len(needles.forms))


def _require_running(client: docker.DockerClient, name: str) -> dict[str, Any]:
    try:
        container: dict[str, Any] = client.api.inspect_container(name)
    except docker.errors.NotFound as error:
        raise CouldNotLookError(f"container {name} does not exist", fix="run: make up") from error
    if not container["State"]["Running"]:
        raise CouldNotLookError(
            f"container {name} is {container['State']['Status']}, not running", fix="run: make up"
        )
    return container


def _probe(audit_container: str, targets: Sequence[Target]) -> str:
    nonce = secrets.token_hex(16)
    host = testinfra.get_host(f"docker://{audit_container}")
    given = f"nonce={nonce}\ntargets={shlex.quote(render_targets(targets))}\n"
    result = host.run(f"{given}{_PROBE}")
    output: str = result.stdout_bytes.decode("utf-8", "surrogateescape")
    if result.rc != 0 or f"@@{nonce} " not in output:
        raise CouldNotLookError(f"the probe failed: {result.stderr.strip()[-400:]}")
    return output


def _nonce_of(output: str) -> str:
    return output.lstrip("\n").partition("@@")[2].partition(" ")[0]


def _networks(client: docker.DockerClient, container: Mapping[str, Any]) -> dict[str, Any]:
    attached = container["NetworkSettings"]["Networks"]
    return {name: client.api.inspect_network(name) for name in attached}


def _scrubbed(needles: Needles, value: object) -> Any:  # noqa: ANN401 - JSON is any value
    return json.loads(needles.scrub(json.dumps(value)))


def _mounted_sightings(
    audit_container: str,
    container: Mapping[str, Any],
    needles: Needles,
) -> Iterator[Sighting | str]:
    """Search the files of writable mounts; yields a text for what could not be read."""
    targets = [mount["Destination"] for mount in container["Mounts"] if mount["RW"]]
    targets += list(container["HostConfig"]["Tmpfs"] or {})
    if container["HostConfig"]["ReadonlyRootfs"] is not True:
        targets = ["/"]
    for target in targets:
        yield from _searched_mount(audit_container, target, needles)


def _searched_mount(
    audit_container: str, target: str, needles: Needles
) -> Iterator[Sighting | str]:
    below = shlex.quote(f"/proc/1/root{target}")
    # head -v names each file before its content; -xdev leaves other mounts, also /proc, out.
    command = (
        f"find {below} -xdev -path /proc/1/root/run/secrets -prune -o -type f "
        f"-exec head -v -c 9999999999999 {{}} +"
    )
    with StreamedCommand(["docker", "exec", audit_container, "/bin/sh", "-c", command]) as stream:
        yield from needles.sightings_in_stream(f"files of {target}", stream.pieces())
        problems = stream.problems()
    # A file that went away while it was read is no place where a value can be found any more.
    serious = [line for line in problems if "No such file" not in line]
    if serious:
        yield f"{target}: {'; '.join(serious[:3])}"
