"""The tables of the area identity, and the policies of their rows."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_EVERYTHING = "current_setting('app.reach', true) = 'all'"
_ROLE_EXISTS = (
    "(platform = 'novaos' AND role IN ('godmode', 'admin'))"
    " OR (platform = 'blackrose' AND role IN ('godmode', 'admin', 'creator', 'member'))"
    " OR (platform = 'gypsycove' AND role IN ('godmode', 'admin', 'parent', 'teen', 'child'))"
)
_SCOPE_OF_ROLE = (
    "(family_id IS NOT NULL) = (role IN ('parent', 'teen', 'child'))"
    " AND (creator_id IS NOT NULL) = (role = 'creator')"
)
_OWN = {
    "identity_user": "id::text = current_setting('app.user_id', true)",
    "identity_membership": "user_id::text = current_setting('app.user_id', true)",
    "identity_session": "user_id::text = current_setting('app.user_id', true)",
    "identity_refresh_token": "user_id::text = current_setting('app.user_id', true)",
    "identity_invitation": (
        "family_id::text = current_setting('app.family_id', true)"
        " OR created_by::text = current_setting('app.user_id', true)"
    ),
    "identity_login_failure": "false",
}


def upgrade() -> None:
    """Create the tables, then close their rows."""
    _create_people()
    _create_sessions()
    _create_invitations()
    _create_failures()
    for table, own in _OWN.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        condition = f"{_EVERYTHING} OR ({own})"
        op.execute(
            f"CREATE POLICY own_rows ON {table} USING ({condition}) WITH CHECK ({condition})",
        )


def downgrade() -> None:
    """Drop the tables; their policies go with them."""
    for table in reversed(_OWN):
        op.drop_table(table)


def _create_people() -> None:
    op.create_table(
        "identity_user",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("disabled_at", _MOMENT, nullable=True),
        sa.CheckConstraint("login = lower(login)", name=op.f("ck_identity_user_login_lower_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_user")),
        sa.UniqueConstraint("login", name=op.f("uq_identity_user_login")),
    )
    op.create_table(
        "identity_membership",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        *_scope_columns("identity_membership"),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["identity_user.id"],
            name=op.f("fk_identity_membership_user_id_identity_user"),
        ),
        sa.PrimaryKeyConstraint("user_id", "platform", name=op.f("pk_identity_membership")),
    )


def _scope_columns(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=True),
        sa.Column("creator_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(_ROLE_EXISTS, name=op.f(f"ck_{table}_role_exists")),
        sa.CheckConstraint(_SCOPE_OF_ROLE, name=op.f(f"ck_{table}_scope_of_role")),
    )


def _create_sessions() -> None:
    op.create_table(
        "identity_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["identity_user.id"],
            name=op.f("fk_identity_session_user_id_identity_user"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_session")),
    )
    op.create_index(
        op.f("ix_identity_session_user_id_created_at"),
        "identity_session",
        ["user_id", "created_at"],
    )
    op.create_table(
        "identity_refresh_token",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("used_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["identity_session.id"],
            name=op.f("fk_identity_refresh_token_session_id_identity_session"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_identity_refresh_token")),
    )
    op.create_index(
        op.f("ix_identity_refresh_token_session_id"), "identity_refresh_token", ["session_id"]
    )


def _create_invitations() -> None:
    op.create_table(
        "identity_invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        *_scope_columns("identity_invitation"),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("accepted_at", _MOMENT, nullable=True),
        sa.Column("accepted_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("role <> 'godmode'", name=op.f("ck_identity_invitation_never_godmode")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_invitation")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_identity_invitation_code_hash")),
    )
    op.create_index(
        op.f("ix_identity_invitation_created_at_id"), "identity_invitation", ["created_at", "id"]
    )


def _create_failures() -> None:
    op.create_table(
        "identity_login_failure",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("account_hash", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('refused', 'throttled')",
            name=op.f("ck_identity_login_failure_outcome_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_login_failure")),
    )
    op.create_index(op.f("ix_identity_login_failure_at"), "identity_login_failure", ["at"])
