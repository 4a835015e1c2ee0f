"""Take secrets out of messages that people and logs will see."""

import base64
import binascii
from collections.abc import Iterator, Mapping

from infra.plugins.docker_provider.values import Properties, Secret, Value

_SHORTEST = 4
"""Shorter secrets would turn every message into placeholders and hide nothing."""


def redact(text: str, *origins: Properties) -> str:
    """Replace every secret of `origins`, its lines, and what it decodes to, in `text`."""
    found = {secret for origin in origins for secret in _texts(dict(origin), secret=False)}
    for secret in sorted(found, key=len, reverse=True):
        text = text.replace(secret, "[secret]")
    return text


def _texts(value: Value, *, secret: bool) -> Iterator[str]:
    if isinstance(value, Secret):
        yield from _texts(value.value, secret=True)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item, secret=secret)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, secret=secret)
    elif secret and isinstance(value, str):
        # The value of an environment entry is as secret as the whole entry.
        assigned = value.partition("=")[2]
        for text in (value, assigned, *value.splitlines(), *_decoded(value)):
            if len(text) >= _SHORTEST:
                yield text


def _decoded(value: str) -> Iterator[str]:
    """The lines that a base64 value stands for, if it is one."""
    try:
        text = base64.b64decode(value, validate=True).decode()
    except (binascii.Error, ValueError):
        return
    yield from (text.strip(), *text.splitlines())
