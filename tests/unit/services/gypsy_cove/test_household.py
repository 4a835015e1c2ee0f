"""A family as its visitor sees it, read once and remembered for a minute."""

import asyncio
from typing import Any

import pytest
from starlette.requests import Request

from services.console.core_api import CoreApi
from services.console.errors import CoreApiRefusedError, NotThereError
from services.console.session import Session
from services.console.visit import Site, Visit
from services.gypsy_cove import household as household_module
from services.gypsy_cove.household import (
    Household,
    read_own_member,
    recall_household,
)

_MEMBERS: list[dict[str, Any]] = [
    {"id": "m1", "user_id": "u1", "display_name": "Ada", "role": "parent"},
    {"id": "m2", "user_id": "u2", "display_name": "Mila", "role": "child"},
    {"id": "m3", "user_id": None, "display_name": "Tom", "role": "teen"},
]
_FAMILY = {"id": "f1", "name": "Linden", "time_zone": "Europe/Berlin"}


class _Answers(CoreApi):
    """core-api that knows one family, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    async def get(self, path: str, *parts: object, query: Any = None) -> Any:  # noqa: ANN401 - JSON
        """Answer with the family, or a page of its members."""
        del query
        self.asked += 1
        if parts != ("f1",):
            raise CoreApiRefusedError(404, "not_found", "there is no such family")
        return {"items": _MEMBERS, "next": None} if path.endswith("/members") else _FAMILY


def _visit(core_api: CoreApi, site: Site, user: str = "u2", family: str | None = "f1") -> Visit:
    session = Session("", 0, "", 0, 0, user, "login", "Name", "child", family, None, False)  # noqa: FBT003
    return Visit(Request({"type": "http", "headers": []}), site, core_api, session)


@pytest.fixture(autouse=True)
def _forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(household_module, "_remembered", {})


@pytest.fixture
def site() -> Site:
    """A site that renders nothing."""
    return Site.__new__(Site)


def test_members_are_found_by_their_account() -> None:
    household = Household(_FAMILY, _MEMBERS)
    assert household.of_user("u2") == _MEMBERS[1]
    assert household.of_user("nobody") is None
    assert [one["id"] for one in household.young] == ["m2", "m3"]


@pytest.mark.parametrize(
    ("decided_by", "words"),
    [("u1", "Ada"), ("riven", "the rule of your family"), ("u9", "a parent"), (None, "a parent")],
)
def test_decider_has_a_name(decided_by: str | None, words: str) -> None:
    assert Household(_FAMILY, _MEMBERS).name_decider(decided_by) == words


def test_live_part_does_not_ask_again(site: Site) -> None:
    core_api = _Answers()
    first = asyncio.run(recall_household(_visit(core_api, site)))
    assert asyncio.run(recall_household(_visit(core_api, site))) is first
    assert core_api.asked == 2


def test_what_one_visitor_saw_is_not_shown_to_another(site: Site) -> None:
    core_api = _Answers()
    asyncio.run(recall_household(_visit(core_api, site)))
    asyncio.run(recall_household(_visit(core_api, site, user="u1")))
    assert core_api.asked == 4
    with pytest.raises(CoreApiRefusedError):
        asyncio.run(recall_household(_visit(core_api, site, family="f2")))


def test_memory_ends(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    core_api = _Answers()
    asyncio.run(recall_household(_visit(core_api, site)))
    monkeypatch.setattr(household_module, "_REMEMBERED_SECONDS", -1.0)
    asyncio.run(recall_household(_visit(core_api, site)))
    assert core_api.asked == 4


def test_who_has_no_family_finds_none(site: Site) -> None:
    with pytest.raises(NotThereError):
        asyncio.run(recall_household(_visit(_Answers(), site, family=None)))


def test_who_is_in_nobody_s_list_has_no_member(site: Site) -> None:
    assert (asyncio.run(read_own_member(_visit(_Answers(), site))))["id"] == "m2"
    with pytest.raises(NotThereError):
        asyncio.run(read_own_member(_visit(_Answers(), site, user="u9")))
