"""Supplies for people and days."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.riven.supplies import SuppliesInput, plan_supplies
from agents.runtime.errors import TaskError


def test_a_family_for_three_days() -> None:
    # 2 adults and 2 children, these with half a gallon more: 5 gallons a day, 15 in all;
    # 15 x 3.785 l = 56.8 l, rounded up. 3/4 of 57 l = 42.75 l. 4 x 3 x 2,100 kcal = 25,200.
    found = plan_supplies(SuppliesInput(adults=2, children=2, days=3))
    assert (found.water_litres, found.drinking_water_litres, found.energy_kcal) == (57, 43, 25_200)
    assert (found.things["whistle"], found.things["flashlight"]) == (4, 2)


def test_heat_doubles_the_water() -> None:
    # 2 x 7 x 3.785 l x 2 = 105.98 l.
    found = plan_supplies(SuppliesInput(adults=2, days=7, climate="hot"))
    assert found.water_litres == 106
    assert any("hot" in note for note in found.notes)


def test_infants_get_water_and_formula_but_no_other_food() -> None:
    found = plan_supplies(SuppliesInput(adults=1, infants=1, days=2))
    assert found.energy_kcal == 2 * 2100
    assert found.things["day of formula and diapers for an infant"] == 2


def test_what_is_stored_is_not_missing() -> None:
    found = plan_supplies(
        SuppliesInput(adults=1, days=10, stored_water_litres=30, stored_energy_kcal=30_000),
    )
    assert (found.water_missing_litres, found.energy_missing_kcal) == (8, 0)


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        (SuppliesInput(adults=0, days=1), "nobody"),
        (SuppliesInput(adults=1, days=1, adults_with_more_water=2), "2 adults need more"),
    ],
)
def test_impossible_group_is_refused(wanted: SuppliesInput, reason: str) -> None:
    with pytest.raises(TaskError, match=reason):
        plan_supplies(wanted)


@given(st.integers(0, 100), st.integers(0, 100), st.integers(1, 365))
def test_more_people_or_days_never_need_less(adults: int, children: int, days: int) -> None:
    base: dict[str, Any] = {"adults": adults + 1, "children": children, "days": days}
    one = plan_supplies(SuppliesInput(**base))
    for more in ({"adults": adults + 2}, {"children": children + 1}, {"days": days + 1}):
        other = plan_supplies(SuppliesInput(**{**base, **more}))
        assert other.water_litres >= one.water_litres
        assert other.energy_kcal > one.energy_kcal
    assert 0 < one.drinking_water_litres <= one.water_litres
