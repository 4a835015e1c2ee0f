"""Row level security of the area, asked directly with the application's role and the owner's."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from services.core_api.blackrose.models import RIGHTS
from services.core_api.database import database_url
from services.core_api.migrate import alembic_config
from services.core_api.schema import METADATA
from services.core_api.settings import DatabaseSettings
from tests.support.blackrose import (
    ADMIN,
    MEMBER,
    NOTICE,
    REMOVAL,
    STRANGER,
    Collective,
    consent_of,
    running_collective,
)
from tests.support.editor import Editor
from tests.support.pictures import new_picture
from tests.support.uploads import put_picture

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]
PLATFORM_ONLY = {"brc_removal", "brc_report", "brc_moderation"}
TABLES = sorted(RIGHTS)


@pytest.fixture(scope="module")
def brc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collective]:
    with running_collective(tmp_path_factory.mktemp("stack")) as started:
        fill(started)
        yield started


def fill(brc: Collective) -> None:
    """Put at least one row of Alice's into every table."""
    post = brc.draft(access="members", depicted=[{"person_ref": "P-1", "display_name": "Anna"}])
    put_picture(brc, post, new_picture())
    brc.done(brc.alice, "POST", f"/posts/{post}/consents", consent_of("P-1"))
    with Editor(brc):
        brc.done(brc.alice, "POST", f"/posts/{post}/editor-notes")
    for who, action in ((brc.alice, "submit"), (ADMIN, "approve"), (brc.alice, "publish")):
        brc.done(who, "POST", f"/posts/{post}/{action}")
    tier = brc.new_tier()
    brc.entitle(MEMBER, tier)
    revoked = brc.entitle(STRANGER, tier)
    brc.done(brc.alice, "POST", f"/entitlements/{revoked}/revoke")
    invitation = {"tier_id": tier, "expires_at": brc.later(days=1)}
    brc.done(brc.alice, "POST", f"/creators/{brc.alice_id}/tier-invitations", invitation)
    legal_name = f"/creators/{brc.alice_id}/legal-name"
    brc.done(brc.alice, "PUT", legal_name, {"legal_name": "Alice"})
    brc.done(brc.alice, "GET", legal_name)
    entry = {
        "creator_id": brc.alice_id,
        "kind": "tip",
        "amount_minor": 1,
        "currency": "USD",
        "occurred_at": "2026-01-01T00:00:00Z",
        "category": "c",
        "reference": "r",
    }
    brc.done(brc.alice, "POST", "/ledger", entry)
    report = {"reason_code": "other", "note": "n"}
    hidden = brc.published()
    brc.done(MEMBER, "POST", f"/posts/{hidden}/reports", report)
    brc.done(None, "POST", "/dmca/notices", {"post_id": hidden, **NOTICE})
    brc.done(None, "POST", "/removals", {"post_id": hidden, **REMOVAL})


def rows(brc: Collective, table: str, user: str = "app", **context: str) -> int:
    """Count the rows of a table that a transaction with this context sees."""
    with brc.stack.connect(user) as connection:
        set_context(connection, **context)
        found = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - names from RIGHTS
        assert found is not None
        return int(found[0])


def set_context(connection: "psycopg.Connection[Any]", **context: str) -> None:
    for name, value in context.items():
        connection.execute("SELECT set_config(%s, %s, true)", (f"app.{name}", value))


@pytest.mark.parametrize("table", TABLES)
def test_every_table_forces_row_level_security(brc: Collective, table: str) -> None:
    with brc.stack.connect("owner") as connection:
        flags = connection.execute(
            "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s", (table,)
        ).fetchone()
    assert flags == (True, True)


@pytest.mark.parametrize("user", ["app", "owner"])
@pytest.mark.parametrize("table", TABLES)
def test_transaction_without_context_sees_nothing(brc: Collective, table: str, user: str) -> None:
    assert rows(brc, table, user) == 0
    assert rows(brc, table, user, reach="own", creator_id="", user_id="", role="admin") == 0


@pytest.mark.parametrize("table", TABLES)
def test_platform_sees_every_row(brc: Collective, table: str) -> None:
    assert rows(brc, table, reach="all") > 0


@pytest.mark.parametrize("table", TABLES)
def test_creator_sees_its_own_rows(brc: Collective, table: str) -> None:
    own = rows(brc, table, reach="own", role="creator", creator_id=brc.alice_id)
    foreign = rows(brc, table, reach="own", role="creator", creator_id=brc.bob_id)
    assert (own > 0) is (table not in PLATFORM_ONLY)
    assert foreign == (1 if table == "brc_creator" else 0)


@pytest.mark.parametrize("table", TABLES)
def test_member_sees_the_catalogue_and_what_is_its_own(brc: Collective, table: str) -> None:
    context = {"reach": "own", "role": "member"}
    entitled = rows(brc, table, **context, user_id=MEMBER.subject)
    stranger = rows(brc, table, **context, user_id=STRANGER.subject)
    expected = {
        "brc_creator": (2, 2),
        "brc_tier": (1, 1),
        "brc_entitlement": (1, 1),
        "brc_post": (1, 0),
        "brc_image": (1, 0),
    }
    assert (entitled, stranger) == expected.get(table, (0, 0))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE brc_post SET creator_id = %(bob)s",
        "UPDATE brc_tier SET creator_id = %(bob)s",
        "UPDATE brc_image SET creator_id = %(bob)s",
        "UPDATE brc_editor_request SET creator_id = %(bob)s",
        "INSERT INTO brc_legal_name VALUES (%(bob)s, 'x', now())",
        "INSERT INTO brc_creator VALUES (%(bob)s, 'Mallory', now())",
    ],
)
def test_creator_writes_no_rows_of_another(brc: Collective, statement: str) -> None:
    with brc.stack.connect("app") as connection:
        set_context(connection, reach="own", role="creator", creator_id=brc.alice_id)
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            connection.execute(statement, {"bob": brc.bob_id})


@pytest.mark.parametrize(
    "table", ["brc_post", "brc_tier", "brc_entitlement", "brc_image", "brc_editor_request"]
)
def test_member_writes_nothing(brc: Collective, table: str) -> None:
    with brc.stack.connect("app") as connection:
        set_context(connection, reach="own", role="member", user_id=MEMBER.subject)
        changed = connection.execute(f"UPDATE {table} SET creator_id = creator_id")  # noqa: S608 - names of this test
        assert changed.rowcount == 0


def test_tables_go_down_and_up_again_with_data(brc: Collective) -> None:
    settings = DatabaseSettings(
        postgres_host="127.0.0.1", postgres_port=brc.stack.postgres.host_port
    )
    password = brc.stack.passwords["postgres_owner_password"]
    engine = create_engine(database_url(settings, "novaos_owner", password))
    with engine.begin() as connection:
        command.downgrade(alembic_config(connection), "0003")
        assert not [name for name in inspect(connection).get_table_names() if name in RIGHTS]
        command.upgrade(alembic_config(connection), "head")
        found = compare_metadata(MigrationContext.configure(connection), METADATA)
        assert not [difference for difference in map(str, found) if "brc_" in difference]
    engine.dispose()
    assert brc.stack.migrate().returncode == 0
    assert rows(brc, "brc_post", reach="all") == 0
