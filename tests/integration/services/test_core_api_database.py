"""The schema, the rights of the roles, and core-api while PostgreSQL is away."""

import subprocess
import sys
import time
from collections.abc import Iterator

import psycopg
import pytest
from alembic import command
from sqlalchemy import Connection, create_engine

from novaos.workspace import REPOSITORY
from services.core_api.database import database_url
from services.core_api.migrate import alembic_config
from services.core_api.settings import DatabaseSettings
from tests.support.containers import wait_until
from tests.support.core_api_process import CoreApiProcess
from tests.support.platform_messages import HEARTBEAT
from tests.support.platform_stack import Stack, running_core_api, running_stack

_NOTHING = (
    "DO $$ DECLARE name text; BEGIN"
    " FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP"
    " EXECUTE format('DROP TABLE %I CASCADE', name); END LOOP; END $$"
)
"""Drop all tables; the schema itself is not the owner's to drop."""

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running_stack(tmp_path_factory.mktemp("stack")) as started:
        yield started


@pytest.fixture
def migrated(stack: Stack) -> Stack:
    done = stack.migrate()
    assert done.returncode == 0, done.stdout + done.stderr
    return stack


@pytest.fixture
def core_api(migrated: Stack) -> Iterator[CoreApiProcess]:
    with running_core_api(migrated) as started:
        yield started


@pytest.fixture
def owner(migrated: Stack) -> Iterator[Connection]:
    settings = DatabaseSettings(
        postgres_host="127.0.0.1",
        postgres_port=migrated.postgres.host_port,
    )
    password = migrated.passwords["postgres_owner_password"]
    engine = create_engine(database_url(settings, "novaos_owner", password))
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def test_core_api_starts_before_the_schema_and_says_what_is_missing(stack: Stack) -> None:
    with stack.connect("owner") as connection:
        connection.execute(_NOTHING)
    with running_core_api(stack) as core_api:
        ready = core_api.client.get("/ready")
        assert ready.status_code == 503
        assert ready.json()["parts"]["redis_agents"]["ok"] is True
        assert ready.json()["parts"]["postgres"]["ok"] is False
        assert stack.migrate().returncode == 0
        assert core_api.client.get("/ready").status_code == 200


def test_migrations_go_down_and_up_again_with_data(
    owner: Connection, core_api: CoreApiProcess
) -> None:
    assert core_api.beat(HEARTBEAT).is_success
    command.check(alembic_config(owner))
    command.downgrade(alembic_config(owner), "base")
    command.upgrade(alembic_config(owner), "head")
    command.check(alembic_config(owner))


def test_commands_from_before_they_had_deadlines_have_timed_out(
    owner: Connection, core_api: CoreApiProcess
) -> None:
    one, every = core_api.command("ping")["id"], core_api.command("ping", agent="all")["id"]
    command.downgrade(alembic_config(owner), "0002")
    command.upgrade(alembic_config(owner), "head")
    rows = owner.exec_driver_sql(
        "SELECT c.id::text, count(*), min(t.outcome), max(t.outcome) FROM agent_command c"
        " JOIN agent_command_target t ON t.command_id = c.id GROUP BY c.id"
    ).fetchall()
    found = {row[0]: tuple(row[1:]) for row in rows}
    assert found[one] == (1, "timed_out", "timed_out")
    assert found[every] == (7, "timed_out", "timed_out")


def test_a_difference_to_the_models_is_found(owner: Connection) -> None:
    owner.exec_driver_sql("ALTER TABLE agent_registry ADD COLUMN surplus text")
    with pytest.raises(Exception, match="New upgrade operations"):
        command.check(alembic_config(owner))
    owner.exec_driver_sql("ALTER TABLE agent_registry DROP COLUMN surplus")


def test_two_migrators_at_once_both_succeed(stack: Stack) -> None:
    with stack.connect("owner") as connection:
        connection.execute(_NOTHING)
    environment = stack.environment("core-api")
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "services.core_api.migrate"],
            env=environment,
            cwd=REPOSITORY,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(2)
    ]
    assert [process.wait(timeout=60) for process in started] == [0, 0]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (a int)",
        "ALTER TABLE agent_command ADD COLUMN mine int",
        "DROP TABLE agent_command",
        "TRUNCATE agent_command",
        "DELETE FROM agent_command",
        "UPDATE alembic_version SET version_num = 'x'",
        "CREATE SCHEMA mine",
        "CREATE TEMP TABLE mine (a int)",
        "GRANT SELECT ON agent_command TO PUBLIC",
        "COPY agent_command TO PROGRAM 'true'",
    ],
)
def test_app_role_uses_the_tables_and_nothing_else(migrated: Stack, statement: str) -> None:
    with migrated.connect("app") as connection:
        assert connection.execute("SELECT count(*) FROM agent_command").fetchone()
    with migrated.connect("app") as connection:
        try:
            connection.execute(statement)
        except psycopg.errors.InsufficientPrivilege:
            return
    # GRANT by somebody without the right is a warning, not an error: nothing may have changed.
    with migrated.connect("owner") as connection:
        found = connection.execute(
            "SELECT 1 FROM information_schema.role_table_grants WHERE grantee = 'PUBLIC'"
            " AND table_name = 'agent_command'",
        ).fetchall()
    assert statement.startswith("GRANT")
    assert found == []


def test_command_is_recorded_with_its_receivers(core_api: CoreApiProcess, stack: Stack) -> None:
    answer = core_api.command("ping")
    assert answer["receivers"] == 0
    with stack.connect("app") as connection:
        row = connection.execute(
            "SELECT target, op, issued_by, receivers FROM agent_command WHERE id = %s",
            (answer["id"],),
        ).fetchone()
    assert row == ("nova", "ping", "operator", 0)


def test_database_away_and_back(core_api: CoreApiProcess, stack: Stack) -> None:
    stack.postgres.stop()
    try:
        assert core_api.client.get("/health").status_code == 200
        ready = core_api.client.get("/ready")
        assert (ready.status_code, ready.json()["parts"]["postgres"]["ok"]) == (503, False)
        started = time.monotonic()
        beat = core_api.beat(HEARTBEAT)
        assert (beat.status_code, beat.json()["registered"]) == (200, False)
        assert time.monotonic() - started < 5
        ping = {"agent": "nova", "op": "ping", "args": {}}
        refused = core_api.client.post("/api/v1/agent/command", json=ping)
        assert (refused.status_code, refused.json()["error"]) == (503, "database_unreachable")
    finally:
        stack.postgres.start()
    wait_until(lambda: core_api.client.get("/ready").is_success, "core-api ready", seconds=30)


def test_migration_waits_for_a_late_database(stack: Stack) -> None:
    stack.postgres.stop()
    process = subprocess.Popen(
        [sys.executable, "-m", "services.core_api.migrate"],
        env=stack.environment("core-api"),
        cwd=REPOSITORY,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        time.sleep(2)
        assert process.poll() is None
    finally:
        stack.postgres.start()
    assert process.wait(timeout=60) == 0


def test_migration_gives_up_with_one_line(stack: Stack) -> None:
    environment = {
        **stack.environment("core-api"),
        "POSTGRES_PORT": "1",
        "MIGRATION_WAIT_SECONDS": "0.2",
    }
    done = subprocess.run(
        [sys.executable, "-m", "services.core_api.migrate"],
        env=environment,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 1
    assert "migration failed" in done.stdout
    assert stack.passwords["postgres_owner_password"] not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "user"),
    [("services.core_api", "core-api"), ("agents.runtime", "agent-nova")],
)
def test_bad_token_refuses_to_start_with_one_line(stack: Stack, module: str, user: str) -> None:
    environment = {**stack.environment(user), "AGENT_NAME": "nova"}
    environment["CORE_API_URL"] = "http://127.0.0.1:1"
    token_file = stack.folder / user / "agent_shared_token"
    token_file.write_text("your_secure_token_here_0123456789abcdef")
    done = subprocess.run(
        [sys.executable, "-m", module],
        env=environment,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 2
    assert "placeholder" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "your_secure" not in done.stderr
