"""All pages of all consoles: those that every console has, and those of each area."""

import importlib
from functools import cache

from tests.support.console_pages import ConsolePage
from tests.support.consoles import PLATFORMS, the_founder

AREAS = (
    "account",
    "agents",
    "operations",
    "supply",
    "family",
    "creators",
    "moderation",
)
"""Each but `account` has a module `tests.support.walk_<area>`."""


@cache
def pages_of(environment: str, area: str) -> list[ConsolePage]:
    """Make the data of an area, once, and return its pages."""
    if area == "account":
        return _account(environment)
    found: list[ConsolePage] = importlib.import_module(f"tests.support.walk_{area}").build(
        environment
    )
    return found


def _account(environment: str) -> list[ConsolePage]:
    pages = []
    for console in PLATFORMS:
        founder = the_founder(environment, console)
        pages += [
            ConsolePage(f"{console}-login", None, console, "/login"),
            ConsolePage(f"{console}-invitation", None, console, "/invitation"),
            ConsolePage(f"{console}-account", founder, console, "/account", ("shortcuts",)),
            ConsolePage(f"{console}-password", founder, console, "/password"),
            ConsolePage(f"{console}-no-such-page", founder, console, "/no-such-page", status=404),
        ]
    return pages
