"""What holds for every page of every console; each is opened once, filled with data."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from tests.support.page_walk import PageFacts, look_at, open_each
from tests.support.walks import AREAS, pages_of

pytestmark = pytest.mark.docker
_BYTES_MAX = 100_000
_SHIFT_MAX = 0.001
"""Nothing that anybody could see moves."""
Walk = Callable[[str], list[PageFacts]]


@pytest.fixture(scope="module")
def walk(browser: Browser, environment: str) -> Walk:
    """Look at all pages of an area, once per run."""
    known: dict[str, list[PageFacts]] = {}

    def walking(area: str) -> list[PageFacts]:
        if area not in known:
            pages = pages_of(environment, area)
            opened = open_each(browser, environment, pages)
            known[area] = [look_at(page, watched) for page, watched in opened]
        return known[area]

    return walking


@pytest.mark.parametrize("area", AREAS)
def test_pages_open_without_an_error(walk: Walk, area: str) -> None:
    found = walk(area)
    wrong = [
        (each.slug, each.status, each.faults)
        for each in found
        if each.faults or each.status != each.expected_status
    ]
    assert found
    assert wrong == []


@pytest.mark.parametrize("area", AREAS)
def test_pages_and_dialogs_are_accessible_in_both_themes(walk: Walk, area: str) -> None:
    assert [f"{each.slug}: {one}" for each in walk(area) for one in each.violations] == []


@pytest.mark.parametrize("area", AREAS)
def test_pages_fit_into_320_pixels(walk: Walk, area: str) -> None:
    assert {
        each.slug: each.sideways_pixels for each in walk(area) if each.sideways_pixels > 0
    } == {}


@pytest.mark.parametrize("area", AREAS)
def test_pages_weigh_at_most_100_kb_in_all(walk: Walk, area: str) -> None:
    weights = {each.slug: each.compressed_bytes for each in walk(area)}
    assert {slug: weight for slug, weight in weights.items() if weight > _BYTES_MAX} == {}
    assert min(weights.values()) > 0


@pytest.mark.parametrize("area", AREAS)
def test_nothing_moves_while_pages_load(walk: Walk, area: str) -> None:
    assert {
        each.slug: each.layout_shift for each in walk(area) if each.layout_shift > _SHIFT_MAX
    } == {}


@pytest.mark.parametrize("area", AREAS)
def test_pages_have_titles_of_their_own(walk: Walk, area: str) -> None:
    assert [each.slug for each in walk(area) if not each.title.partition(" · ")[0].strip()] == []
