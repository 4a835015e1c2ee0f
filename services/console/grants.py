"""Make a session of a grant, and get new tokens when the access token is about to end.

A refresh token works once, and a browser sends several requests side by side, all with the same
cookie. So each refresh token is used by one request, and the others wait for what it gets; the
answer is remembered for a minute, for requests that were on their way with the old cookie.
"""

import asyncio
import hashlib
from datetime import datetime
from http import HTTPStatus
from typing import Any

from services.console.core_api import CoreApi
from services.console.errors import (
    CoreApiRefusedError,
    CoreApiUnreachableError,
    SessionOverError,
)
from services.console.session import Session, with_grant

_EARLY_SECONDS = 30.0
_REMEMBERED_SECONDS = 60.0
_REMEMBERED_MAX = 10_000
_OVER = "Your session has ended. Log in again."


async def describe(core_api: CoreApi, login: str, grant: dict[str, Any], now: float) -> Session:
    """Make a session of the grant that a password was given for just now."""
    me = await core_api.get("/api/v1/auth/me")
    return Session(
        access_token=grant["access_token"],
        access_expires_at=now + grant["expires_in"],
        refresh_token=grant["refresh_token"],
        ends_at=datetime.fromisoformat(grant["session_expires_at"]).timestamp(),
        authenticated_at=now,
        user_id=me["user_id"],
        login=login,
        name=me["name"],
        role=me["role"],
        family_id=me["family_id"],
        creator_id=me["creator_id"],
        must_change_password=grant["must_change_password"],
    )


class Refresher:
    """Keeps access tokens fresh; one per process."""

    def __init__(self, core_api: CoreApi) -> None:
        self._core_api = core_api
        self._known: dict[str, tuple[float, asyncio.Task[dict[str, Any]]]] = {}

    async def refresh(self, session: Session, now: float) -> Session:
        """Return the session itself, or with new tokens if its access token is about to end.

        Raises `SessionOverError` if core-api ended it, `CoreApiUnreachableError` if it cannot say.
        """
        if session.access_expires_at - now > _EARLY_SECONDS:
            return session
        self._forget(now)
        key = hashlib.sha256(session.refresh_token.encode()).hexdigest()
        if key not in self._known:
            asked = self._core_api.post(
                "/api/v1/auth/refresh", body={"refresh_token": session.refresh_token}
            )
            self._known[key] = (now, asyncio.create_task(asked))
        since, task = self._known[key]
        try:
            # Shielded: a browser that goes away must not cancel what others wait for.
            grant = await asyncio.shield(task)
        except CoreApiRefusedError as error:
            if error.status is HTTPStatus.UNAUTHORIZED:
                raise SessionOverError(_OVER) from error
            self._known.pop(key, None)  # not about the token: the next request asks again
            raise
        except CoreApiUnreachableError:
            self._known.pop(key, None)
            raise
        return with_grant(session, grant, since)

    def _forget(self, now: float) -> None:
        old = [key for key, (at, _) in self._known.items() if now - at > _REMEMBERED_SECONDS]
        for key in old[:_REMEMBERED_MAX]:
            self._known.pop(key)
