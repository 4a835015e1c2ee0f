"""Ask core-api for a part of a page that may be missing without taking the page with it."""

from collections.abc import Awaitable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from services.console.errors import CoreApiRefusedError, CoreApiUnreachableError


@dataclass(frozen=True, slots=True)
class Unread:
    """A part that could not be read, and why."""

    reason: str
    is_missing: bool = False
    """Whether core-api answered that there is no such thing."""


async def attempt(asking: Awaitable[Any]) -> Any:  # noqa: ANN401 - JSON, or `Unread`
    """Return the answer, or `Unread`; that the session is over concerns the whole page."""
    try:
        return await asking
    except CoreApiUnreachableError as error:
        return Unread(error.reason)
    except CoreApiRefusedError as error:
        if error.status == HTTPStatus.UNAUTHORIZED:
            raise
        return Unread(error.reason, is_missing=error.code == "not_found")
