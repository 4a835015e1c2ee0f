"""The rows of GypsyCove: row level security in the database, export, deletion, retention."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from alembic import command
from sqlalchemy import Connection, create_engine

from services.core_api.database import database_url
from services.core_api.gypsycove.models import RIGHTS
from services.core_api.migrate import alembic_config
from services.core_api.settings import DatabaseSettings
from tests.support.area_gateway import FOUNDER, AreaGateway, area_gateway
from tests.support.gypsycove import (
    ADMIN,
    RIVEN,
    Home,
    context_of,
    expect,
    make_home,
    run_as,
)
from tests.support.platform_stack import Stack, running_stack

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]

FRIDAY_NOON = datetime(2026, 1, 2, 11, tzinfo=UTC)
_NUMBERS = itertools.count(1)
_TABLES = sorted(RIGHTS)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running_stack(tmp_path_factory.mktemp("stack")) as started:
        yield started


@pytest.fixture(scope="module")
def gateway(stack: Stack) -> Iterator[AreaGateway]:
    with area_gateway(stack) as opened:
        yield opened


def room_of(home: Home, what: str = "messages") -> str:
    return f"/api/v1/messages/rooms/family:{home.family}/{what}"


@pytest.fixture
def home(gateway: AreaGateway) -> Home:
    """A family with rows in every table."""
    gateway.clock.moment = FRIDAY_NOON
    home = make_home(gateway, next(_NUMBERS), auto=30)
    home.put("parent", home.of("child", "/budget"), {"minutes": dict.fromkeys(_DAYS, 60)})
    windows = [{"days": ["mon"], "from": "21:00", "until": "07:00"}]
    home.put("parent", home.of("child", "/downtime"), {"windows": windows})
    home.put("parent", home.within("/emergency-card"), {"medical_notes": "none"})
    for who in ("teen", "child"):
        home.post(who, home.of(who, "/sessions"), {"category": "games"})
        home.post(who, home.of(who, "/extra-time"), {"minutes": 20})
        due = {"member_id": home.members[who], "due_at": "2026-01-02T12:00:00Z"}
        home.post("parent", home.within("/check-ins"), due)
        said = home.gateway.ask(home.people[who], "POST", room_of(home), {"text": "hello"})
        seen = {"message_id": expect(said)["id"]}
        expect(home.gateway.ask(home.people["parent"], "POST", room_of(home, "read"), seen))
    return home


def counts(stack: Stack, home: Home) -> dict[str, int]:
    """Count the rows of a family in every table, past every policy."""
    found = {}
    for table in _TABLES:
        key = "id" if table == "gypsycove_family" else "family_id"
        query = f"SELECT count(*) FROM {table} WHERE {key} = '{home.family}'"  # noqa: S608
        found[table] = run_as(stack, {"reach": "all"}, query, role="owner")[0][0]
    return found


def count_messages(stack: Stack, home: Home) -> list[int]:
    """Count the messages of a family's room, and who read them."""
    room = f"family:{home.family}"
    queries = [
        f"SELECT count(*) FROM {table} WHERE room = '{room}'"  # noqa: S608
        for table in ("room_message", "room_marker")
    ]
    return [run_as(stack, {"reach": "all"}, query, role="owner")[0][0] for query in queries]


def test_every_table_is_protected_even_from_its_owner(stack: Stack, gateway: AreaGateway) -> None:
    del gateway
    with stack.connect("owner") as connection:
        rows = connection.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'gypsycove%'"
            " AND relrowsecurity AND relforcerowsecurity ORDER BY relname"
        ).fetchall()
    assert [name for (name,) in rows] == _TABLES


@pytest.mark.parametrize("role", ["app", "owner"])
@pytest.mark.parametrize("table", _TABLES)
def test_without_a_context_no_row_is_seen(stack: Stack, home: Home, table: str, role: str) -> None:
    assert counts(stack, home)[table] > 0
    assert run_as(stack, {}, f"SELECT count(*) FROM {table}", role)[0][0] == 0  # noqa: S608


@pytest.mark.parametrize("who", ["parent", "teen", "child", "new"])
@pytest.mark.parametrize("table", _TABLES)
def test_another_family_sees_no_row(stack: Stack, home: Home, table: str, who: str) -> None:
    other = make_home(home.gateway, next(_NUMBERS))
    key = "id" if table == "gypsycove_family" else "family_id"
    query = f"SELECT count(*) FROM {table} WHERE {key} = '{home.family}'"  # noqa: S608
    assert run_as(stack, context_of(other, who), query)[0][0] == 0


@pytest.mark.parametrize(
    "table",
    ["gypsycove_session", "gypsycove_extra_time", "gypsycove_check_in", "gypsycove_budget"],
)
def test_a_member_sees_its_own_rows_only(stack: Stack, home: Home, table: str) -> None:
    query = f"SELECT DISTINCT member_id::text FROM {table}"  # noqa: S608
    child = home.members["child"]
    assert run_as(stack, context_of(home, "child"), query) == [(child,)]
    assert (child,) in run_as(stack, context_of(home, "parent"), query)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE gypsycove_budget SET updated_at = now()",
        "UPDATE gypsycove_downtime SET windows = '[]'",
        "UPDATE gypsycove_extra_time SET status = 'denied', decided_at = now()",
        "UPDATE gypsycove_consent SET withdrawn_at = now()",
        "UPDATE gypsycove_family SET auto_decide_minutes = 240",
        "UPDATE gypsycove_member SET role = 'parent'",
        "UPDATE gypsycove_emergency_card SET medical_notes = ''",
        "DELETE FROM gypsycove_member",
        "DELETE FROM gypsycove_family",
    ],
)
def test_the_database_lets_no_child_change_what_parents_decide(
    stack: Stack, home: Home, statement: str
) -> None:
    assert run_as(stack, context_of(home, "child"), statement) == 0
    assert run_as(stack, context_of(home, "parent"), statement) > 0


def test_no_row_can_be_moved_into_another_family(stack: Stack, home: Home) -> None:
    other = make_home(home.gateway, next(_NUMBERS))
    statement = f"UPDATE gypsycove_member SET family_id = '{other.family}'"  # noqa: S608
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run_as(stack, context_of(home, "parent"), statement)


def test_no_row_can_name_a_member_of_another_family(stack: Stack, home: Home) -> None:
    other = make_home(home.gateway, next(_NUMBERS))
    statement = (
        "INSERT INTO gypsycove_budget (member_id, family_id, minutes, updated_at)"  # noqa: S608
        f" VALUES ('{other.members['child']}', '{home.family}', '{{}}', now())"
    )
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        run_as(stack, {"reach": "all"}, statement)


def test_the_export_has_every_row_and_every_column(stack: Stack, home: Home) -> None:
    records = home.get("parent", home.within("/export"))["records"]
    assert [one["text"] for one in records.pop("message")] == ["hello", "hello"]
    assert {f"gypsycove_{kind}": len(rows) for kind, rows in records.items()} == counts(stack, home)
    with stack.connect("owner") as connection:
        columns = connection.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_name LIKE 'gypsycove%'"
        ).fetchall()
    exported = {(f"gypsycove_{kind}", name) for kind, rows in records.items() for name in rows[0]}
    assert exported == set(columns)


@pytest.mark.parametrize("who", ["parent", "admin"])
def test_deleting_a_family_leaves_no_row_of_it(stack: Stack, home: Home, who: str) -> None:
    other = make_home(home.gateway, next(_NUMBERS))
    kept = counts(stack, other)
    before = counts(stack, home)
    assert min(count_messages(stack, home)) > 0
    name = home.get("parent", home.within())["name"].replace(" ", "%20")
    sender = ADMIN if who == "admin" else who
    assert home.ask(sender, "DELETE", home.within("?confirm=wrong")).status_code == 409
    assert counts(stack, home) == before
    done = expect(home.ask(sender, "DELETE", home.within(f"?confirm={name}")))
    assert {f"gypsycove_{kind}": count for kind, count in done["rows"].items()} == before
    assert set(counts(stack, home).values()) == {0}
    assert count_messages(stack, home) == [0, 0]
    assert counts(stack, other) == kept
    assert home.ask("parent", "GET", home.within()).status_code == 404


def test_deleting_a_member_leaves_no_row_of_it(stack: Stack, home: Home) -> None:
    assert home.ask("parent", "DELETE", home.of("child")).status_code == 204
    after = counts(stack, home)
    assert after["gypsycove_member"] == 3
    assert after["gypsycove_budget"] == after["gypsycove_downtime"] == 0
    assert after["gypsycove_session"] == after["gypsycove_extra_time"] == 1


def test_sessions_are_kept_for_30_days_and_no_longer(stack: Stack, home: Home) -> None:
    path = home.of("teen", "/sessions")
    home.gateway.clock.moment = FRIDAY_NOON + timedelta(days=30)
    assert len(home.get("teen", path)["items"]) == 1
    home.post(RIVEN, "/retention/run")
    assert counts(stack, home)["gypsycove_session"] == 2
    home.gateway.clock.advance(1)
    assert home.get("teen", path)["items"] == []
    assert home.post(RIVEN, "/retention/run")["deleted_sessions"] >= 2
    assert counts(stack, home)["gypsycove_session"] == 0


def test_a_new_start_deletes_what_is_too_old_without_anybody_asking(
    stack: Stack, home: Home
) -> None:
    session = home.get("teen", home.of("teen", "/sessions"))["items"][0]["id"]
    home.post("teen", f"/sessions/{session}/stop")
    home.gateway.clock.moment = FRIDAY_NOON + timedelta(days=31)
    home.post("teen", home.of("teen", "/sessions"), {"category": "video"})
    assert session not in str(home.get(FOUNDER, home.within("/export")))
    assert counts(stack, home)["gypsycove_session"] == 2  # the child's waits for the daily run


@pytest.fixture
def owner(stack: Stack) -> Iterator[Connection]:
    settings = DatabaseSettings(postgres_host="127.0.0.1", postgres_port=stack.postgres.host_port)
    password = stack.passwords["postgres_owner_password"]
    engine = create_engine(database_url(settings, "novaos_owner", password))
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def test_the_migration_goes_down_and_up_again_with_data(home: Home, owner: Connection) -> None:
    assert home.get("parent", home.within("/members"))["items"]
    command.downgrade(alembic_config(owner), "0004")
    left = owner.exec_driver_sql("SELECT 1 FROM pg_class WHERE relname ~ 'gypsycove'")
    assert left.fetchall() == []
    command.upgrade(alembic_config(owner), "head")
    command.check(alembic_config(owner))
