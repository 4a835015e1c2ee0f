"""Users and invitations: what is sent to core-api, and what the pages show and never show."""

import json
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

import pytest

from services.novaos_console.people.invitations import state_of
from services.novaos_console.people.routes import ROUTES
from tests.support.operations_console import OperationsConsole

_ID = "33333333-3333-4333-8333-333333333333"
_USER = f"/api/v1/users/{_ID}"
_EVIL = "<img src=x onerror=alert(1)>"
_AT = "2026-11-22T19:00:00Z"


@pytest.fixture
def console(tmp_path: Path) -> OperationsConsole:
    """The routes of people, with one user."""
    made = OperationsConsole(tmp_path, ROUTES)
    user = {
        "id": _ID,
        "login": "mia",
        "display_name": _EVIL,
        "created_at": _AT,
        "disabled_at": None,
        "memberships": [
            {"platform": "blackrose", "role": "member", "family_id": None, "creator_id": None}
        ],
    }
    nothing: dict[str, object] = {"items": [], "next": None}
    made.core_api.says("GET", _USER, body=user)
    made.core_api.says("PATCH", _USER, body=user)
    made.core_api.says("GET", "/api/v1/gypsycove/families", body=nothing)
    made.core_api.says("GET", "/api/v1/blackrose/creators", body=nothing)
    return made


def test_a_name_that_is_markup_stays_text(console: OperationsConsole) -> None:
    text = console.get(f"/people/{_ID}").text
    assert "<img" not in text
    assert "&lt;img src=x" in text


@pytest.mark.parametrize("typed", ["", "Mia", "mia@", "godmode"])
def test_a_wrong_word_disables_nobody(console: OperationsConsole, typed: str) -> None:
    answer = console.post(f"/people/{_ID}/disable", {"typed": typed})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert f"PATCH {_USER}" not in console.core_api.paths()


def test_the_login_typed_disables(console: OperationsConsole) -> None:
    answer = console.post(f"/people/{_ID}/disable", {"typed": "mia"})
    assert answer.headers["HX-Redirect"] == f"/people/{_ID}"
    assert json.loads(console.core_api.asked[-1].content) == {"disabled": True}


def test_a_membership_is_removed_on_one_platform(console: OperationsConsole) -> None:
    path = f"{_USER}/memberships"
    console.core_api.says("DELETE", path)
    answer = console.post(f"/people/{_ID}/memberships/blackrose/remove")
    assert answer.headers["HX-Redirect"] == f"/people/{_ID}"
    assert dict(console.core_api.asked[-1].url.params) == {"platform": "blackrose"}


def test_the_code_of_an_invitation_is_not_kept_by_anybody(console: OperationsConsole) -> None:
    made = {
        "id": _ID,
        "platform": "novaos",
        "role": "admin",
        "family_id": None,
        "creator_id": None,
        "created_at": _AT,
        "expires_at": _AT,
        "accepted_at": None,
    }
    console.core_api.says("POST", "/api/v1/invitations", 201, {**made, "code": "c" * 43})
    console.core_api.says("GET", "/api/v1/invitations", body={"items": [made], "next": None})
    answer = console.post("/people/invitations", {"role": "novaos admin"})
    assert f'value="{"c" * 43}"' in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    assert "c" * 43 not in console.get("/people/invitations").text


@pytest.mark.parametrize(
    ("accepted_at", "expires_at", "state"),
    [
        (_AT, _AT, "taken up"),
        (None, "2026-11-22T18:59:59Z", "expired"),
        (None, "2026-11-22T19:00:01Z", "open"),
    ],
)
def test_an_invitation_is_open_until_it_is_taken_up_or_over(
    accepted_at: str | None, expires_at: str, state: str
) -> None:
    now = datetime(2026, 11, 22, 19, tzinfo=UTC)
    assert state_of({"accepted_at": accepted_at, "expires_at": expires_at}, now) == state
