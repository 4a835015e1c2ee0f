"""A real browser on the running consoles; what went wrong on any page fails its test.

Playwright keeps an event loop in this thread while a browser is there; so each module has its own
browser, and nothing of it is left for other tests.
"""

import os
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Browser

from tests.support.black_rose import BlackRose, Creator
from tests.support.browser import Watched, chromium, logged_in, open_page
from tests.support.consoles import Person, the_founder
from tests.support.founder import founder_client
from tests.support.public_forms import forget_forms

_ENVIRONMENT = os.environ.get("NOVAOS_E2E_ENVIRONMENT", "test")
OpenPage = Callable[..., Watched]


@pytest.fixture(scope="session")
def environment() -> str:
    """Environment whose core-api is asked."""
    return _ENVIRONMENT


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium per module."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def client(environment: str) -> Iterator[httpx.Client]:
    """core-api as the founder."""
    with founder_client(environment) as opened:
        yield opened


@pytest.fixture(scope="module")
def founder(browser: Browser, environment: str) -> Iterator[Watched]:
    """The founder at the own console, logged in once."""
    with logged_in(browser, environment, the_founder(environment)) as watched:
        yield watched


@pytest.fixture(scope="module")
def black_rose(environment: str) -> Iterator[BlackRose]:
    """Who makes people and data of Black Rose."""
    made = BlackRose(environment)
    yield made
    made.close()


@pytest.fixture(scope="module")
def public_forms(environment: str) -> None:
    """The forms of the law, as if nobody had sent one for an hour."""
    forget_forms(environment)


@pytest.fixture(scope="module")
def creator(black_rose: BlackRose) -> Creator:
    """A creator of this module."""
    return black_rose.creator()


@pytest.fixture(scope="module")
def moderator(black_rose: BlackRose) -> Person:
    """Mona, a moderator."""
    return black_rose.moderator()


@pytest.fixture(scope="module")
def member(black_rose: BlackRose) -> Person:
    """Mia, a member without any entitlement."""
    return black_rose.member()


@pytest.fixture(scope="module")
def studio(browser: Browser, environment: str, creator: Creator) -> Iterator[Watched]:
    """The creator, logged in once."""
    with logged_in(browser, environment, creator.person) as watched:
        yield watched


@pytest.fixture(scope="module")
def mona(browser: Browser, environment: str, moderator: Person) -> Iterator[Watched]:
    """The moderator, logged in once."""
    with logged_in(browser, environment, moderator) as watched:
        yield watched


@pytest.fixture(scope="module")
def mia(browser: Browser, environment: str, member: Person) -> Iterator[Watched]:
    """The member, logged in once."""
    with logged_in(browser, environment, member) as watched:
        yield watched


@pytest.fixture
def visit(browser: Browser, environment: str) -> Iterator[OpenPage]:
    """Open pages of consoles: `visit("gypsy-cove")`, each in a context of its own."""
    opened = []

    def opening(console: str, **options: object) -> Watched:
        context, watched = open_page(browser, environment, console, **options)
        opened.append((context, watched))
        return watched

    yield opening
    faults = [fault for _, watched in opened for fault in watched.faults]
    for context, _ in opened:
        context.close()
    assert not faults, "\n".join(faults)
