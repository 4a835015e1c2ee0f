"""A console as a value: its names, who may use it, where its pages are."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from starlette.routing import BaseRoute

from services.console.session import Session


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """A link of the main navigation."""

    path: str
    label: str


@dataclass(frozen=True, slots=True)
class Console:
    """What differs between the three."""

    name: str
    """Name of the workload; the cookie, the key and the styles are called after it."""
    title: str
    tagline: str
    """One line on the login page."""
    platform: str
    """Audience of the tokens: `novaos`, `gypsycove` or `blackrose`."""
    roles: frozenset[str]
    """Who may log in here; core-api decides what each of them may do."""
    folder: Path
    """Has `templates/` and `static/`."""
    routes: tuple[BaseRoute, ...]
    navigation: Callable[[Session], tuple[NavigationItem, ...]]
    home: Callable[[Session], str]
    """Path of the first page after a login."""
    role_words: dict[str, str] = field(default_factory=dict)
    """Role -> how people call it here."""
    uses_relay: bool = False
    """Whether pages open a WebSocket to echo-ws."""
    public_links: tuple[NavigationItem, ...] = ()
    """Pages that are open to everybody, shown where nobody is logged in."""
