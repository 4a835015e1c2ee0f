"""The tables of the area gypsycove, with row level security on every one.

1. Everybody but those with reach "all" sees their own family, and of what belongs to a member only
parents see more than their own. 2. Parents write; a member writes its own sessions, asks for extra
time, and ticks off its check-ins. FORCE binds the owner of the tables too.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ALL = "current_setting('app.reach', true) = 'all'"
_FAMILY = "{column}::text = current_setting('app.family_id', true)"
_PARENT = "current_setting('app.role', true) = 'parent'"
_SELF = (
    "EXISTS (SELECT 1 FROM gypsycove_member AS own WHERE own.id = member_id"
    " AND own.user_id::text = current_setting('app.user_id', true))"
)
_FAMILY_TABLES = {
    "gypsycove_family": "id",
    "gypsycove_member": "family_id",
    "gypsycove_emergency_card": "family_id",
}
"""Table -> its column with the family: all of the family reads these."""
_MEMBER_TABLES = {
    "gypsycove_consent": (),
    "gypsycove_budget": (),
    "gypsycove_downtime": (),
    "gypsycove_session": ("INSERT", "UPDATE", "DELETE"),
    "gypsycove_extra_time": ("INSERT",),
    "gypsycove_check_in": ("UPDATE",),
}
"""Table -> what a member may do with rows of its own; its parents may do everything."""


def upgrade() -> None:
    """Create the tables and their policies."""
    _create_families()
    _create_agreements()
    _create_sessions()
    _create_extra_time()
    _create_check_ins()
    for table, column in _FAMILY_TABLES.items():
        family = _FAMILY.format(column=column)
        _protect(table)
        _allow(table, "family_reads", "SELECT", f"{_ALL} OR {family}")
        _allow(table, "parent_writes", "ALL", f"{_ALL} OR ({family} AND {_PARENT})")
    family = _FAMILY.format(column="family_id")
    for table, commands in _MEMBER_TABLES.items():
        _protect(table)
        _allow(table, "parent_writes", "ALL", f"{_ALL} OR ({family} AND {_PARENT})")
        for command in ("SELECT", *commands):
            _allow(table, f"own_{command.lower()}", command, f"{family} AND {_SELF}")


def downgrade() -> None:
    """Drop the tables, their policies with them."""
    for table in (*_MEMBER_TABLES, *reversed(_FAMILY_TABLES)):
        op.drop_table(table)


def _protect(table: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _allow(table: str, name: str, command: str, condition: str) -> None:
    using = "" if command == "INSERT" else f" USING ({condition})"
    check = "" if command in {"SELECT", "DELETE"} else f" WITH CHECK ({condition})"
    op.execute(f"CREATE POLICY {name} ON {table} FOR {command}{using}{check}")


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _uuid(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _primary(table: str, column: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(column, name=op.f(f"pk_{table}"))


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _of_family(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_family_id_gypsycove_family")
    return sa.ForeignKeyConstraint(
        ["family_id"], ["gypsycove_family.id"], name=name, ondelete="CASCADE"
    )


def _of_member(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["family_id", "member_id"],
        ["gypsycove_member.family_id", "gypsycove_member.id"],
        name=op.f(f"fk_{table}_family_id_member_id_gypsycove_member"),
        ondelete="CASCADE",
    )


def _unique_where(name: str, table: str, columns: list[str], condition: str) -> None:
    op.create_index(op.f(name), table, columns, unique=True, postgresql_where=sa.text(condition))


def _create_families() -> None:
    table = "gypsycove_family"
    op.create_table(
        table,
        _uuid("id"),
        _text("name"),
        _text("time_zone"),
        sa.Column("auto_decide_minutes", sa.Integer(), nullable=False),
        _time("created_at"),
        _check(table, "auto_decide_bounded", "auto_decide_minutes BETWEEN 0 AND 240"),
        _primary(table, "id"),
    )
    table = "gypsycove_member"
    op.create_table(
        table,
        _uuid("id"),
        _uuid("family_id"),
        _uuid("user_id", nullable=True),
        _text("display_name"),
        _text("role"),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        _time("created_at"),
        _check(table, "role_known", "role IN ('parent', 'teen', 'child', 'guest')"),
        _check(table, "birth_year_bounded", "birth_year BETWEEN 1900 AND 2199"),
        _of_family(table),
        _primary(table, "id"),
        sa.UniqueConstraint("family_id", "id", name=op.f(f"uq_{table}_family_id_id")),
        sa.UniqueConstraint("family_id", "user_id", name=op.f(f"uq_{table}_family_id_user_id")),
    )
    table = "gypsycove_emergency_card"
    op.create_table(
        table,
        _uuid("family_id"),
        _text("meeting_place_name"),
        sa.Column("contacts", JSONB(), nullable=False),
        _text("medical_notes"),
        _time("updated_at"),
        _of_family(table),
        _primary(table, "family_id"),
    )


def _create_agreements() -> None:
    table = "gypsycove_consent"
    op.create_table(
        table,
        _uuid("id"),
        _uuid("family_id"),
        _uuid("member_id"),
        _text("text_version"),
        _uuid("consented_by"),
        _time("consented_at"),
        _time("withdrawn_at", nullable=True),
        _of_member(table),
        _primary(table, "id"),
    )
    _unique_where(f"uq_{table}_in_force", table, ["member_id"], "withdrawn_at IS NULL")
    for table, content in (("gypsycove_budget", "minutes"), ("gypsycove_downtime", "windows")):
        op.create_table(
            table,
            _uuid("member_id"),
            _uuid("family_id"),
            sa.Column(content, JSONB(), nullable=False),
            _time("updated_at"),
            _of_member(table),
            _primary(table, "member_id"),
        )


def _create_sessions() -> None:
    table = "gypsycove_session"
    op.create_table(
        table,
        _uuid("id"),
        _uuid("family_id"),
        _uuid("member_id"),
        _text("category"),
        _time("started_at"),
        _time("stopped_at", nullable=True),
        _check(table, "stops_after_start", "stopped_at >= started_at"),
        _of_member(table),
        _primary(table, "id"),
    )
    _unique_where(f"uq_{table}_open", table, ["member_id"], "stopped_at IS NULL")
    op.create_index(op.f(f"ix_{table}_member_id_started_at"), table, ["member_id", "started_at"])
    op.create_index(op.f(f"ix_{table}_started_at"), table, ["started_at"])


def _create_extra_time() -> None:
    table = "gypsycove_extra_time"
    op.create_table(
        table,
        _uuid("id"),
        _uuid("family_id"),
        _uuid("member_id"),
        sa.Column("minutes", sa.Integer(), nullable=False),
        _text("reason"),
        sa.Column("day", sa.Date(), nullable=False),
        _time("expires_at"),
        _text("status"),
        _time("requested_at"),
        _text("decided_by", nullable=True),
        _time("decided_at", nullable=True),
        _text("decision_note"),
        _check(table, "minutes_bounded", "minutes BETWEEN 1 AND 240"),
        _check(table, "status_known", "status IN ('open', 'approved', 'denied')"),
        _check(table, "decided_when_closed", "(status = 'open') = (decided_at IS NULL)"),
        _of_member(table),
        _primary(table, "id"),
    )
    _unique_where(f"uq_{table}_open", table, ["member_id", "day"], "status = 'open'")
    op.create_index(op.f(f"ix_{table}_family_id"), table, ["family_id"])


def _create_check_ins() -> None:
    table = "gypsycove_check_in"
    op.create_table(
        table,
        _uuid("id"),
        _uuid("family_id"),
        _uuid("member_id"),
        _time("due_at"),
        _text("note"),
        sa.Column("escalate_after_minutes", sa.Integer(), nullable=False),
        _time("created_at"),
        _time("done_at", nullable=True),
        _time("escalated_at", nullable=True),
        _check(table, "escalation_bounded", "escalate_after_minutes BETWEEN 0 AND 1440"),
        _of_member(table),
        _primary(table, "id"),
    )
    op.create_index(op.f(f"ix_{table}_family_id"), table, ["family_id"])
