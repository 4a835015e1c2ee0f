"""The GypsyCove console as a value."""

from pathlib import Path

from services.console.console import Console, NavigationItem
from services.console.session import Session
from services.gypsy_cove.routes import ROUTES

_PARENT = (
    NavigationItem("/family", "Family"),
    NavigationItem("/requests", "Requests"),
    NavigationItem("/check-ins", "Check-ins"),
    NavigationItem("/messages", "Messages"),
    NavigationItem("/week", "Week"),
    NavigationItem("/data", "Data"),
)
_CHILD = (
    NavigationItem("/me", "My time"),
    NavigationItem("/check-ins", "Check-ins"),
    NavigationItem("/messages", "Messages"),
    NavigationItem("/week", "Week"),
    NavigationItem("/about-me", "About me"),
)
_ADMIN = (NavigationItem("/families", "Families"),)


def navigation(session: Session) -> tuple[NavigationItem, ...]:
    """Return the links for a role."""
    if session.role in {"teen", "child"}:
        return _CHILD
    return _PARENT if session.role == "parent" else _ADMIN


def home(session: Session) -> str:
    """Return the first page of a role."""
    return navigation(session)[0].path


CONSOLE = Console(
    name="gypsy-cove",
    title="GypsyCove",
    tagline="Screen time that a family agrees on. No location, and nothing is hidden from a child.",
    platform="gypsycove",
    roles=frozenset({"godmode", "admin", "parent", "teen", "child"}),
    folder=Path(__file__).parent,
    routes=ROUTES,
    navigation=navigation,
    home=home,
    role_words={
        "godmode": "Founder",
        "admin": "Administrator",
        "parent": "Parent",
        "teen": "Teen",
        "child": "Child",
    },
)
