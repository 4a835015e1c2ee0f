"""Which entries of a log are answered, and whether more follow."""

from typing import Any

import pytest

from services.core_api.commands.log_entries import choose_entries, render_entries
from services.core_api.interface import LogFields, LogQuery

_LEVELS = ("info", "error", "info", "warning", "error")
_ENTRIES: list[tuple[str, LogFields]] = [
    (f"{n}-0", {"level": level}) for n, level in enumerate(_LEVELS)
]


@pytest.mark.parametrize(
    ("query", "ids", "has_more"),
    [
        ({"limit": 2}, "34", False),
        ({"limit": 9}, "01234", False),
        ({"limit": 1, "level": "info"}, "2", False),
        ({"limit": 2, "since": 1}, "01", True),
        ({"limit": 2, "after": "0-0", "level": "error"}, "14", False),
        ({"limit": 1, "after": "0-0", "level": "error"}, "1", True),
        ({"limit": 5, "level": "debug"}, "", False),
    ],
)
def test_choice(query: dict[str, Any], ids: str, has_more: bool) -> None:  # noqa: FBT001 - table
    page = choose_entries(_ENTRIES, LogQuery(agent=None, **query))
    assert "".join(one[0][0] for one in page.entries) == ids
    assert page.has_more is has_more


def test_what_is_no_entry_is_shown_as_such() -> None:
    (shown,) = render_entries([("1-0", {"note": "x"})])
    assert shown == {"id": "1-0", "malformed": True, "fields": {"note": "x"}}
