"""The registry of agents and the record of commands."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "agent_registry",
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("capabilities", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("agent", name=op.f("pk_agent_registry")),
    )
    op.create_table(
        "agent_command",
        sa.Column("id", postgresql.UUID(as_uuid=False), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("op", sa.Text(), nullable=False),
        sa.Column("args", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("receivers", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "op IN ('ping', 'cycle', 'task')",
            name=op.f("ck_agent_command_op_known"),
        ),
        sa.CheckConstraint("receivers >= 0", name=op.f("ck_agent_command_receivers_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_command")),
    )
    op.create_index(
        op.f("ix_agent_command_target_created_at"),
        "agent_command",
        ["target", "created_at"],
    )


def downgrade() -> None:
    """Drop both tables."""
    op.drop_table("agent_command")
    op.drop_table("agent_registry")
