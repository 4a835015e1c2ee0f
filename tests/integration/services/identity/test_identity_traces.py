"""GodMode leaves no trace, and rows of one person are closed to another by the database itself."""

import json
import logging
import time
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql

from tests.support.containers import wait_until
from tests.support.identity_gateway import IdentityGateway, Login
from tests.support.trace_dump import dump_rows, dump_writes

pytestmark = [pytest.mark.docker, pytest.mark.timeout(120)]
_FAILURES = "/api/v1/security/login-failures"
_CLIENTS = ("httpx", "urllib3", "docker", "asyncio")
"""Loggers of the test itself."""
_TABLES = (
    "identity_user",
    "identity_membership",
    "identity_session",
    "identity_refresh_token",
    "identity_invitation",
    "identity_login_failure",
)


@pytest.fixture(scope="module")
def founder(gateway: IdentityGateway) -> Login:
    return gateway.founder()


@pytest.fixture(scope="module")
def ada(gateway: IdentityGateway, founder: Login) -> Login:
    return gateway.join(founder.access, "ada", "blackrose", "member")


@pytest.fixture(scope="module")
def bob(gateway: IdentityGateway, founder: Login) -> Login:
    login = gateway.join(founder.access, "bob", "blackrose", "member")
    gateway.log_in("bob", "not-the-password-1", "blackrose")
    return login


def _act(gateway: IdentityGateway, founder: Login, target: Login) -> None:
    """Do a series of GodMode actions that read, write, and fail."""
    token, user = founder.access, f"/api/v1/users/{target.user_id}"
    body = {"platform": "blackrose", "role": "member"}
    made = gateway.ask("POST", "/api/v1/invitations", body, token=token).json()
    answers = [
        gateway.ask("GET", "/api/v1/users", token=token),
        gateway.ask("GET", user, token=token),
        gateway.ask("PATCH", user, {"display_name": "Renamed"}, token=token),
        gateway.ask("DELETE", f"/api/v1/invitations/{made['id']}", token=token),
        gateway.ask("POST", "/api/v1/invitations", body, token=token),
        gateway.ask(
            "GET", "/api/v1/security/login-failures?since=2026-01-01T00:00:00Z", token=token
        ),
        gateway.ask("PUT", f"{user}/memberships", body, token=token),
        gateway.ask("GET", f"/api/v1/users/{uuid4()}", token=token),
        gateway.ask("GET", "/api/v1/agent/online", token=token),
        gateway.ask("PATCH", user, {"disabled": True}, token=token),
    ]
    statuses = [answer.status_code for answer in answers]
    assert statuses == [200, 200, 200, 204, 201, 200, 200, 404, 200, 200]


def test_godmode_leaves_no_trace(
    gateway: IdentityGateway,
    founder: Login,
    bob: Login,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    target = gateway.join(founder.access, "target", "blackrose", "member")
    time.sleep(1.1)  # What came before is in the append-only file: it is written every second.
    rows = dump_rows(gateway.stack)
    writes = {name: dump_writes(zone) for name, zone in gateway.stack.zones.items()}
    caplog.clear()
    _act(gateway, founder, target)
    gateway.ask("DELETE", f"/api/v1/auth/sessions/{bob.session}", token=founder.access)
    time.sleep(1.1)
    new_rows = "\n".join(dump_rows(gateway.stack) - rows)
    new_writes = [
        dump_writes(zone).removeprefix(writes[name]) for name, zone in gateway.stack.zones.items()
    ]
    assert "Renamed" in new_rows
    assert bob.session in "".join(new_writes)
    logged = "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith(_CLIENTS)
    )
    kept = "\n".join([new_rows, *new_writes, logged]).casefold()
    names = (founder.user_id, founder.session, "founder", "godmode", "/api/v1", "patch", "invitat")
    found = [name for name in names if name in kept.replace("identity_invitation", "")]
    assert found == []


def test_the_founders_console_hears_godmode_live(gateway: IdentityGateway, founder: Login) -> None:
    with gateway.stack.redis_client("echo-ws") as redis_client, redis_client.pubsub() as heard:
        heard.subscribe("echo.godmode")
        assert heard.get_message(timeout=2) is not None
        gateway.ask("GET", f"/api/v1/users/{founder.user_id}", token=founder.access)
        message = heard.get_message(timeout=2)
        assert message is not None
        action = json.loads(message["data"])
        assert (action["method"], action["route"]) == ("GET", "/api/v1/users/{user_id}")
        assert founder.user_id not in message["data"].decode()


def test_godmode_works_while_nobody_can_hear(gateway: IdentityGateway, founder: Login) -> None:
    on_black_rose = gateway.founder("blackrose")
    server = gateway.stack.zones["agents"].container
    server.stop(timeout=5)
    try:
        path = f"/api/v1/users/{founder.user_id}"
        assert gateway.ask("GET", path, token=on_black_rose.access).status_code == 200
    finally:
        server.start()
    me = "/api/v1/auth/me"
    wait_until(lambda: gateway.ask("GET", me, token=founder.access).is_success, "Redis", 10)


def _count(connection: "psycopg.Connection[tuple[int]]", table: str) -> int:
    query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
    row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


@pytest.mark.parametrize("role", ["app", "owner"])
@pytest.mark.parametrize("table", _TABLES)
def test_without_a_context_no_row_is_there(
    gateway: IdentityGateway, ada: Login, bob: Login, table: str, role: str
) -> None:
    assert ada != bob
    with gateway.stack.connect(role) as connection:
        assert _count(connection, table) == 0
        connection.execute("SELECT set_config('app.reach', 'all', true)")
        assert _count(connection, table) > 0


@pytest.mark.parametrize("table", _TABLES[:-1])
def test_a_person_reaches_its_own_rows_only(
    gateway: IdentityGateway, ada: Login, bob: Login, table: str
) -> None:
    assert ada != bob
    column = {"identity_user": "id", "identity_invitation": "created_by"}.get(table, "user_id")
    with gateway.stack.connect("app") as connection:
        connection.execute("SELECT set_config('app.user_id', %s, true)", (ada.user_id,))
        connection.execute("SELECT set_config('app.reach', 'own', true)")
        query = sql.SQL("SELECT {} FROM {}").format(sql.Identifier(column), sql.Identifier(table))
        owners = {row[0] for row in connection.execute(query).fetchall()}
    assert owners <= {UUID(ada.user_id)}


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO identity_membership (user_id, platform, role) VALUES (%s, 'novaos', 'admin')",
        "UPDATE identity_session SET user_id = %s",
        "INSERT INTO identity_refresh_token SELECT 'x', id, %s FROM identity_session LIMIT 1",
    ],
)
def test_nobody_writes_rows_of_somebody_else(
    gateway: IdentityGateway, ada: Login, bob: Login, statement: str
) -> None:
    with gateway.stack.connect("app") as connection:
        connection.execute("SELECT set_config('app.user_id', %s, true)", (ada.user_id,))
        connection.execute("SELECT set_config('app.reach', 'own', true)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement, (bob.user_id,))


def test_no_secret_is_stored(gateway: IdentityGateway, ada: Login, bob: Login) -> None:
    kept = "\n".join(dump_rows(gateway.stack))
    kept += "".join(dump_writes(zone) for zone in gateway.stack.zones.values())
    secrets = (
        ada.access,
        ada.refresh,
        bob.refresh,
        "violet-harbour",
        *gateway.stack.passwords.values(),
    )
    assert [secret for secret in secrets if secret in kept] == []
