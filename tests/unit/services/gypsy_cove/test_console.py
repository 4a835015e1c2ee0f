"""The console as a value: where each role begins, and who may open what."""

from dataclasses import replace

import pytest
from starlette.routing import Route

from services.console.session import Session
from services.gypsy_cove.console import CONSOLE, home, navigation

_NOBODY = Session("", 0, "", 0, 0, "u1", "login", "Name", "", None, None, False)  # noqa: FBT003
_PATHS = {one.path for one in CONSOLE.routes if isinstance(one, Route)}


@pytest.mark.parametrize(
    ("role", "first"),
    [
        ("parent", "/family"),
        ("teen", "/me"),
        ("child", "/me"),
        ("admin", "/families"),
        ("godmode", "/families"),
    ],
)
def test_role_begins_at_its_page(role: str, first: str) -> None:
    assert home(replace(_NOBODY, role=role)) == first


@pytest.mark.parametrize("role", sorted(CONSOLE.roles))
def test_every_link_leads_to_a_page(role: str) -> None:
    links = navigation(replace(_NOBODY, role=role))
    assert {one.path for one in links} <= _PATHS


def test_nothing_asks_for_a_place() -> None:
    text = "".join(
        file.read_text() for file in (CONSOLE.folder / "templates").rglob("*.html")
    ).lower()
    assert "geolocation" not in text
    assert 'name="latitude"' not in text
