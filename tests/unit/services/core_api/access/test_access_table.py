"""The access table is the whole truth: every route x everybody, from the table and the routes."""

import dataclasses
import re

import pytest
from fastapi import FastAPI

from agents.contract.names import AGENT_NAMES
from services.core_api.access.actors import ROLES_OF_PLATFORM, Platform, Role
from services.core_api.access.enforcement import OPEN_TO_ONE_TIME_PASSWORDS
from services.core_api.access.principal import Principal
from services.core_api.access.row import Row
from services.core_api.access.table import ACCESS_TABLE, join_sections
from services.core_api.app import build_app, require_rows
from services.core_api.errors import SettingsError
from tests.support.access_actors import ask_as, everybody
from tests.support.core_api import Gateway

_EVERYBODY = everybody()
_ROWS = sorted(ACCESS_TABLE.values(), key=lambda row: row.key)
_EACH_ROW = pytest.mark.parametrize("row", _ROWS, ids=lambda row: " ".join(row.key))


@pytest.fixture(scope="module")
def app() -> FastAPI:
    gateway = Gateway()
    for zone in gateway.zones.values():
        zone.is_reachable = False
    return gateway.app


def _path(row: Row) -> str:
    return re.sub(r"\{[^}]+\}", "00000000-0000-4000-8000-000000000009", row.path)


def _is_granted(row: Row, name: str, who: Principal) -> bool:
    """Judge by the words of the table alone, without the code that enforces it."""
    if row.public:
        return True
    if who.role is Role.GODMODE:
        return not row.machine_only
    return name in row.agents or who.role in row.grants.get(who.platform, {})


def _expected(row: Row, name: str, who: Principal) -> set[int]:
    if _is_granted(row, name, who):
        return set(range(200, 600)) - {401, 403}
    return {401} if name == "nobody" else {403}


@_EACH_ROW
def test_the_route_answers_those_of_its_row_and_nobody_else(app: FastAPI, row: Row) -> None:
    answers = {name: ask_as(app, who, row.method, _path(row)) for name, who in _EVERYBODY.items()}
    wrong = {
        name: status
        for name, status in answers.items()
        if status not in _expected(row, name, _EVERYBODY[name])
    }
    assert wrong == {}


@_EACH_ROW
def test_a_one_time_password_opens_only_what_ends_it(app: FastAPI, row: Row) -> None:
    founder = dataclasses.replace(_EVERYBODY["novaos/godmode"], must_change_password=True)
    status = ask_as(app, founder, row.method, _path(row))
    is_open = row.public or row.key in OPEN_TO_ONE_TIME_PASSWORDS
    assert (status == 403) is not is_open


@_EACH_ROW
def test_the_row_grants_what_exists(row: Row) -> None:
    assert row.agents <= set(AGENT_NAMES)
    for platform, grants in row.grants.items():
        assert set(grants) <= set(ROLES_OF_PLATFORM[platform])
    assert not (row.public and (row.grants or row.agents))
    assert row.public or row.grants or row.agents


@_EACH_ROW
def test_no_person_speaks_for_a_machine(row: Row) -> None:
    if row.machine_only:
        assert set(row.grants) <= {Platform.INTERNAL}


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    document = build_app().openapi()
    routes = {
        (method.upper(), path) for path, methods in document["paths"].items() for method in methods
    }
    assert routes == set(ACCESS_TABLE)


def test_an_application_with_a_route_without_a_row_is_refused() -> None:
    app = build_app()
    app.get("/api/v1/forgotten")(lambda: None)
    with pytest.raises(SettingsError, match="GET /api/v1/forgotten"):
        require_rows(app)


def test_a_route_without_a_row_answers_nobody(app: FastAPI) -> None:
    app.get("/api/v1/forgotten")(lambda: None)
    answers = {ask_as(app, who, "GET", "/api/v1/forgotten") for who in _EVERYBODY.values()}
    assert answers == {403}


def test_two_rows_for_one_route_are_refused() -> None:
    with pytest.raises(ValueError, match="two rows"):
        join_sections(((Row("GET", "/a"),), (Row("GET", "/a", public=True),)))
