"""Supplies for some people and days without shops, water and power; whole numbers, with sources.

Water: a gallon per person and day; children, nursing mothers and the sick may need more, very hot
weather can double it (https://www.ready.gov/water). Energy: 2,100 kcal per person and day, the
reference value of WHO, WFP and UNHCR for planning ("Food and nutrition needs in emergencies",
2002). No advice for the health of a particular person.
"""

from typing import Annotated, Literal

import msgspec

from agents.runtime.errors import TaskError

DAYS_MAX = 365
PEOPLE_MAX = 100
GALLON_ML = 3785
"""US liquid gallon: 3.785411784 l (NIST Handbook 44, appendix C)."""
ENERGY_KCAL = 2100
"""An average over all ages; taken for children, too, it leaves a reserve."""
_LITRE_ML = 1000
_DRINKING_PERCENT = 75
"""Somebody normally active drinks about three quarters of a gallon (Ready.gov, as above)."""
_CLIMATE_PERCENT = {"temperate": 100, "hot": 200}
_EXTRA_WATER_PERCENT = 50
"""For children and whoever needs more: half a gallon, our own reading of "may need more"."""
_PERSONS_PER_FIRST_AID_KIT = 10
_DAYS_PER_BATTERY_SET = 7

Count = Annotated[int, msgspec.Meta(ge=0, le=PEOPLE_MAX)]


class SuppliesInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For whom, how long, and where."""

    adults: Count
    """From 13 years on."""
    days: Annotated[int, msgspec.Meta(ge=1, le=DAYS_MAX)]
    children: Count = 0
    infants: Count = 0
    """Fed with milk only: water is planned for them, other food is not."""
    adults_with_more_water: Count = 0
    """How many of the adults are nursing, pregnant or sick."""
    climate: Literal["temperate", "hot"] = "temperate"
    stored_water_litres: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 0
    stored_energy_kcal: Annotated[int, msgspec.Meta(ge=0, le=100_000_000)] = 0


class Supplies(msgspec.Struct, frozen=True):
    """What is needed, what is missing."""

    people: int
    days: int
    water_litres: int
    drinking_water_litres: int
    """Part of `water_litres` that has to be drinkable."""
    water_missing_litres: int
    energy_kcal: int
    energy_missing_kcal: int
    things: dict[str, int]
    notes: list[str]


def plan_supplies(wanted: SuppliesInput) -> Supplies:
    """Compute the supplies.

    Raises `TaskError` if there is nobody to plan for.
    """
    people = wanted.adults + wanted.children + wanted.infants
    if people == 0:
        raise TaskError("nobody to plan for; give adults, children or infants")
    if wanted.adults_with_more_water > wanted.adults:
        raise TaskError(
            f"{wanted.adults_with_more_water} adults need more water, but there are"
            f" {wanted.adults} adults",
        )
    water = _water_litres(people, wanted)
    energy = wanted.days * (wanted.adults + wanted.children) * ENERGY_KCAL
    return Supplies(
        people=people,
        days=wanted.days,
        water_litres=water,
        drinking_water_litres=-(-water * _DRINKING_PERCENT // 100),
        water_missing_litres=max(0, water - wanted.stored_water_litres),
        energy_kcal=energy,
        energy_missing_kcal=max(0, energy - wanted.stored_energy_kcal),
        things=_things(people, wanted),
        notes=_notes(wanted),
    )


def _water_litres(people: int, wanted: SuppliesInput) -> int:
    """Water for all, rounded up to a litre."""
    with_more = wanted.children + wanted.infants + wanted.adults_with_more_water
    percent = people * 100 + with_more * _EXTRA_WATER_PERCENT
    # Two factors are percentages, and it is millilitres.
    scaled = percent * _CLIMATE_PERCENT[wanted.climate] * GALLON_ML * wanted.days
    return -(-scaled // (100 * 100 * _LITRE_ML))


def _things(people: int, wanted: SuppliesInput) -> dict[str, int]:
    """List things of the basic kit of https://www.ready.gov/kit, counted for this group."""
    lamps = max(1, wanted.adults)
    things = {
        "battery or hand-crank radio": 1,
        "flashlight": lamps,
        "set of batteries": lamps * -(-wanted.days // _DAYS_PER_BATTERY_SET),
        "first-aid kit": -(-people // _PERSONS_PER_FIRST_AID_KIT),
        "whistle": people,
        "dust mask": people,
        "manual can opener": 1,
        "paper map of the area": 1,
        "charged power bank": 1,
    }
    if wanted.infants:
        things["day of formula and diapers for an infant"] = wanted.infants * wanted.days
    return things


def _notes(wanted: SuppliesInput) -> list[str]:
    notes = ["medicines that anybody takes: for all days, and the prescriptions as copies"]
    if wanted.climate == "hot":
        notes.append("very hot weather: the water is doubled")
    if wanted.infants:
        notes.append("infants: formula with the water it needs, no other food is planned")
    return notes
