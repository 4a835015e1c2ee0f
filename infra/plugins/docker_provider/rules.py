"""Rules about values that types cannot express, as the official provider validates them."""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from typing import Any

from infra.plugins.docker_provider.duration import parse_duration_ns
from infra.plugins.docker_provider.schema import CONTAINER, DURATIONS, REMOTE_IMAGE
from infra.plugins.docker_provider.values import Unknown, Value

_PATTERNS = {
    "restart": re.compile(r"no|on-failure|always|unless-stopped"),
    "cpuSet": re.compile(r"\d+([,-]\d+)*"),
    "cpus": re.compile(r"\d+(\.\d+)?"),
}
_MINIMUM = {
    "memory": 0,
    "memoryReservation": 0,
    "memorySwap": -1,
    "shmSize": 0,
    "cpuShares": 0,
    "cpuPeriod": 0,
    "cpuQuota": -1,
    "waitTimeout": 1,
}
_PERMISSIONS = re.compile(r"0[0-7]{3}")
_NUMERIC = re.compile(r"\d+")
_CONTENT = ("content", "contentBase64")

Finding = tuple[str, str]


def check_rules(token: str, inputs: Mapping[str, Any]) -> Iterator[Finding]:
    """Find values of the right type that are still wrong; unknown ones pass until known."""
    if token == REMOTE_IMAGE and inputs.get("name") == "":
        yield "name", "is empty; name the image by digest"
    if token != CONTAINER:
        return
    for name, pattern in _PATTERNS.items():
        value = inputs.get(name)
        if isinstance(value, str) and not pattern.fullmatch(value):
            yield name, f"is {value!r}, expected the form {pattern.pattern}"
    for name, least in _MINIMUM.items():
        value = inputs.get(name)
        if isinstance(value, int) and value < least:
            yield name, f"is {value}, expected at least {least}"
    if inputs.get("image") == "":
        yield "image", "is empty; name the image by digest"
    if "" in _known_list(inputs.get("command")):
        yield "command", "holds an empty word; remove it"
    yield from _check_healthcheck(inputs)
    yield from _check_uploads(inputs)
    yield from _check_volumes(inputs)
    yield from _check_mounts(inputs)


def _check_healthcheck(inputs: Mapping[str, Any]) -> Iterator[Finding]:
    check = inputs.get("healthcheck")
    if not isinstance(check, Mapping):
        return
    for name in sorted(DURATIONS & set(check)):
        if isinstance(check[name], Unknown):
            continue
        try:
            parse_duration_ns(check[name])
        except ValueError as error:
            yield f"healthcheck.{name}", str(error)


def _check_uploads(inputs: Mapping[str, Any]) -> Iterator[Finding]:
    for index, upload in enumerate(_known_list(inputs.get("uploads"))):
        path = f"uploads[{index}]"
        given = [name for name in _CONTENT if upload.get(name)]
        if len(given) != 1:
            yield path, f"needs exactly one of {', '.join(_CONTENT)}, got {given or 'none'}"
        yield from _check_base64(upload.get("contentBase64"), f"{path}.contentBase64")
        permissions = upload.get("permissions")
        if isinstance(permissions, str) and not _PERMISSIONS.fullmatch(permissions):
            yield f"{path}.permissions", f"is {permissions!r}, expected an octal mode like 0400"
        for name in ("owner", "group"):
            value = upload.get(name)
            if isinstance(value, str) and not _NUMERIC.fullmatch(value):
                yield (
                    f"{path}.{name}",
                    f"is {value!r}: names of this host mean nothing in an image; use a numeric id",
                )


def _check_base64(value: Value, path: str) -> Iterator[Finding]:
    if not isinstance(value, str):
        return
    try:
        base64.b64decode(value, validate=True)
    except binascii.Error as error:
        yield path, f"is no base64: {error}"


def _check_volumes(inputs: Mapping[str, Any]) -> Iterator[Finding]:
    for index, volume in enumerate(_known_list(inputs.get("volumes"))):
        if bool(volume.get("fromContainer")) == bool(volume.get("containerPath")):
            yield f"volumes[{index}]", "needs exactly one of containerPath and fromContainer"


def _check_mounts(inputs: Mapping[str, Any]) -> Iterator[Finding]:
    for index, mount in enumerate(_known_list(inputs.get("mounts"))):
        kind = mount.get("type")
        if isinstance(kind, str) and kind not in ("bind", "volume", "tmpfs"):
            yield f"mounts[{index}].type", f"is {kind!r}, expected bind, volume or tmpfs"
            continue
        for option in ("bindOptions", "volumeOptions", "tmpfsOptions"):
            if mount.get(option) and isinstance(kind, str) and not option.startswith(kind):
                yield f"mounts[{index}].{option}", f"does not belong to a mount of type {kind}"


def _known_list(value: Value) -> list[Any]:
    """Items of a list that are known; none when the list itself is not."""
    if not isinstance(value, list):
        return []
    return [item for item in value if not isinstance(item, Unknown)]
