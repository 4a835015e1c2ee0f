"""A page of a console as the tests walk it: who opens it, where it is, which dialogs it has.

Each area has a module `walk_<area>` whose `build(environment)` makes the data and lists its pages.
"""

from dataclasses import dataclass

from tests.support.consoles import Person


@dataclass(frozen=True, slots=True)
class ConsolePage:
    """One page, filled with data."""

    slug: str
    """Unique; the screenshot is called after it."""
    person: Person | None
    """Who opens it; None for a page that is public."""
    console: str
    path: str
    dialogs: tuple[str, ...] = ()
    """Ids of its dialogs, each opened by the first button with `data-opens`."""
    status: int = 200
    """Of its answer."""
