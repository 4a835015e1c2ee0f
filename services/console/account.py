"""Pages that every console has: log in and out, the own password and sessions, an invitation.

A login always makes a new session in a new cookie, and ends the one that was there: nobody can
prepare a session for somebody else (session fixation).
"""

import contextlib
import time
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from services.console.core_api import CoreApi
from services.console.errors import BadFormError, ConsoleError, CoreApiRefusedError, NotForYouError
from services.console.gate import (
    LOGIN_PATH,
    PASSWORD_PATH,
    action,
    get_gate,
    local_path,
    page,
    public_action,
    public_page,
)
from services.console.grants import describe
from services.console.session import Session
from services.console.visit import Visit


async def show_login(visit: Visit) -> Response:
    """Show the form, or go on for somebody who is logged in."""
    wanted = local_path(visit.query("next"), "/")
    if visit.session is not None:
        return visit.go(wanted)
    return visit.page("login.html", next=wanted)


async def log_in(visit: Visit) -> Response:
    """Start a session."""
    form = await visit.form()
    session = await _log_in(visit, form.text("login"), form.secret("password"))
    if session.role not in visit.site.console.roles:
        await _end(visit, session)
        raise NotForYouError(f"{visit.site.console.title} is not for your role.")
    if visit.session is not None:
        await _end(visit, visit.session)
    wanted = local_path(form.optional("next"), "/")
    answer = visit.go(PASSWORD_PATH if session.must_change_password else wanted)
    get_gate(visit.request).keep(answer, session)
    return answer


async def log_out(visit: Visit) -> Response:
    """End the session, at core-api and in the browser."""
    await _end(visit, visit.me)
    answer = visit.done("You are logged out.", LOGIN_PATH)
    get_gate(visit.request).forget(answer)
    return answer


async def show_home(visit: Visit) -> Response:
    """Go to the first page of the visitor's role."""
    return visit.go(visit.site.console.home(visit.me))


async def show_password(visit: Visit) -> Response:
    """Show the form."""
    return visit.page("password.html")


async def change_password(visit: Visit) -> Response:
    """Change the own password; all other sessions end."""
    form = await visit.form()
    new = form.secret("new_password")
    if new != form.secret("new_password_again"):
        raise BadFormError("The two new passwords differ.")
    body = {"current_password": form.secret("current_password"), "new_password": new}
    grant = await _asking_for_a_password(visit, "/api/v1/auth/password", body)
    gate = get_gate(visit.request)
    now = time.time()
    session = await describe(
        gate.core_api(visit.request, grant["access_token"]), visit.me.login, grant, now
    )
    answer = visit.done("Your password is changed; all other sessions have ended.", "/")
    gate.keep(answer, session)
    return answer


async def reauthenticate(visit: Visit) -> Response:
    """Give the password again: a new session takes the place of this one."""
    form = await visit.form()
    session = await _log_in(visit, visit.me.login, form.secret("password"))
    if session.user_id != visit.me.user_id:
        await _end(visit, session)
        raise BadFormError("That is another account.")
    await _end(visit, visit.me)
    answer = visit.fragment("reauthenticated.html")
    get_gate(visit.request).keep(answer, session)
    return answer


async def show_account(visit: Visit) -> Response:
    """Show who one is, and the own sessions."""
    sessions = await visit.core_api.get("/api/v1/auth/sessions")
    return visit.page("account.html", sessions=sessions["items"])


async def end_session(visit: Visit) -> Response:
    """End another of the own sessions."""
    await visit.core_api.delete("/api/v1/auth/sessions/{}", visit.part("session_id"))
    return visit.done("The session has ended.", "/account")


async def show_invitation(visit: Visit) -> Response:
    """Show the form in which an invitation is taken up."""
    return visit.page("invitation.html")


async def accept_invitation(visit: Visit) -> Response:
    """Take up an invitation."""
    form = await visit.form()
    body = {
        "code": form.text("code"),
        "login": form.text("login"),
        "password": form.secret("password"),
        "display_name": form.text("display_name"),
    }
    await _core_api(visit).post("/api/v1/invitations/accept", body=body)
    return visit.done("Welcome. Log in with the login and password you chose.", LOGIN_PATH)


ACCOUNT_ROUTES: tuple[Route, ...] = (
    page("/", show_home),
    public_page(LOGIN_PATH, show_login),
    public_action(LOGIN_PATH, log_in),
    action("/logout", log_out),
    page(PASSWORD_PATH, show_password),
    action(PASSWORD_PATH, change_password),
    action("/reauthenticate", reauthenticate),
    page("/account", show_account),
    action("/account/sessions/{session_id}/end", end_session),
    public_page("/invitation", show_invitation),
    public_action("/invitation", accept_invitation),
)


def _core_api(visit: Visit) -> CoreApi:
    """Return core-api without a token: an expired one is refused on its public routes too."""
    return get_gate(visit.request).core_api(visit.request)


async def _log_in(visit: Visit, login: str, password: str) -> Session:
    gate = get_gate(visit.request)
    body = {"login": login, "password": password, "platform": visit.site.console.platform}
    nobody = replace(visit, session=None, core_api=gate.core_api(visit.request))
    grant = await _asking_for_a_password(nobody, "/api/v1/auth/login", body)
    return await describe(
        gate.core_api(visit.request, grant["access_token"]), login, grant, time.time()
    )


async def _asking_for_a_password(visit: Visit, path: str, body: dict[str, str]) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = await visit.core_api.post(path, body=body)
    except CoreApiRefusedError as error:
        if (
            error.status is HTTPStatus.UNAUTHORIZED
        ):  # a wrong password, which does not end the session
            raise BadFormError(error.reason) from error
        raise
    return answer


async def _end(visit: Visit, session: Session) -> None:
    """End a session if core-api can be told; its cookie goes in any case."""
    with contextlib.suppress(ConsoleError):
        core_api = get_gate(visit.request).core_api(visit.request, session.access_token)
        await core_api.post("/api/v1/auth/logout")
