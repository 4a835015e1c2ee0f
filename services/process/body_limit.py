"""Stop reading a body that is larger than allowed: by its declared length, and while it comes.

What is allowed, and what the sender is told, is the service's own.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
"""As ASGI has it: https://asgi.readthedocs.io/en/latest/specs/main.html#applications"""


def declares_more(scope: MutableMapping[str, Any], bytes_max: int) -> bool:
    """Tell whether a request says that its body is larger, or says no number."""
    declared = [value for name, value in scope["headers"] if name == b"content-length"]
    return any(not value.isdigit() or int(value) > bytes_max for value in declared)


def counting(receive: Receive, bytes_max: int, too_large: Exception) -> Receive:
    """Return a `receive` that raises `too_large` as soon as more has come."""
    received = 0

    async def counted() -> MutableMapping[str, Any]:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > bytes_max:
            raise too_large
        return message

    return counted
