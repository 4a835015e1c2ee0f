"""The schema of GypsyCove: no place for a location, no row without a family."""

import re

import pytest
from fastapi import FastAPI
from sqlalchemy import Table

from services.core_api.gypsycove.access_rows import ROWS
from services.core_api.gypsycove.family_data import family_tables
from services.core_api.gypsycove.models import FAMILY_TABLE, RIGHTS
from services.core_api.gypsycove.routes import router

TABLES = family_tables()
_LOCATION = re.compile(
    r"(^|_)(lat|lon|lng|geo|gps|altitude|coordinate|location|position|place|address|city|street"
    r"|postcode|zip|country|region|wifi|ssid|bssid|cell|beacon|ip|track|route)s?(_|$)|latitude|longitude"
)
_NAMED_PLACES = {("emergency_card", "meeting_place_name")}
"""What the family itself writes down as words."""


def test_there_are_tables() -> None:
    assert len(TABLES) == 9
    assert {table.name for table in TABLES.values()} == set(RIGHTS)


@pytest.mark.parametrize("kind", TABLES)
def test_no_column_can_hold_a_location(kind: str) -> None:
    found = {
        (kind, column.name) for column in TABLES[kind].columns if _LOCATION.search(column.name)
    }
    assert found <= _NAMED_PLACES


@pytest.mark.parametrize(
    "name", ["latitude", "last_location", "geo_hash", "home_address", "wifi_ssid", "ip"]
)
def test_the_search_for_locations_finds_them(name: str) -> None:
    assert _LOCATION.search(name)


@pytest.mark.parametrize("kind", TABLES)
def test_no_column_type_is_made_for_places(kind: str) -> None:
    types = {type(column.type).__name__.lower() for column in TABLES[kind].columns}
    assert types <= {"uuid", "text", "integer", "jsonb", "datetime", "date"}


@pytest.mark.parametrize("table", [one for one in TABLES.values() if one.name != FAMILY_TABLE])
def test_every_row_belongs_to_a_family_and_goes_with_it(table: Table) -> None:
    assert not table.c.family_id.nullable
    rules = {key.ondelete for key in table.foreign_key_constraints}
    assert rules == {"CASCADE"}


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    app = FastAPI()
    app.include_router(router)
    paths = app.openapi()["paths"]
    routes = {(method.upper(), path) for path, found in paths.items() for method in found}
    assert {row.key for row in ROWS} == routes
