"""Deadline and outcome of commands, registrations, nova's state, alerts and the supply summary."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ID = postgresql.UUID(as_uuid=False)
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Extend the registry and the commands, and create the tables."""
    _extend_registry()
    _extend_commands()
    _create_targets()
    _end_old_commands()
    _create_orchestration()
    _create_security()
    op.create_table(
        "supply_summary",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("published_at", _TIME, nullable=False),
        sa.Column("received_at", _TIME, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_supply_summary_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supply_summary")),
    )


def _extend_registry() -> None:
    op.add_column(
        "agent_registry", sa.Column("image", sa.Text(), nullable=False, server_default="")
    )
    op.add_column("agent_registry", sa.Column("start_id", _ID, nullable=True))
    op.add_column("agent_registry", sa.Column("started_at", _TIME, nullable=True))
    op.add_column(
        "agent_registry",
        sa.Column("starts", sa.Integer(), nullable=False, server_default=sa.text("0")),
    )
    op.add_column(
        "agent_registry",
        sa.Column("described", postgresql.JSONB(), nullable=False, server_default=sa.text("'[]'")),
    )
    op.create_check_constraint(
        op.f("ck_agent_registry_starts_not_negative"), "agent_registry", "starts >= 0"
    )


def _extend_commands() -> None:
    op.add_column("agent_command", sa.Column("deadline_at", _TIME, nullable=True))
    # Half a minute, as for commands that do not say: the old ones had no deadline.
    op.execute("UPDATE agent_command SET deadline_at = created_at + interval '30 seconds'")
    op.alter_column("agent_command", "deadline_at", nullable=False)
    op.create_check_constraint(
        op.f("ck_agent_command_deadline_after_creation"),
        "agent_command",
        "deadline_at > created_at",
    )
    op.create_index(op.f("ix_agent_command_created_at_id"), "agent_command", ["created_at", "id"])


def _create_targets() -> None:
    op.create_table(
        "agent_command_target",
        sa.Column("command_id", _ID, nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("claim", _ID, nullable=True),
        sa.Column("detail", sa.Text(), nullable=False, server_default=""),
        sa.Column("result", postgresql.JSONB(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('sent', 'delivered', 'acknowledged', 'done', 'failed', 'timed_out')",
            name=op.f("ck_agent_command_target_outcome_known"),
        ),
        sa.CheckConstraint(
            "claim IS NOT NULL OR outcome NOT IN ('acknowledged', 'done', 'failed')",
            name=op.f("ck_agent_command_target_executed_by_the_claim"),
        ),
        sa.ForeignKeyConstraint(
            ["command_id"],
            ["agent_command.id"],
            name=op.f("fk_agent_command_target_command_id_agent_command"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("command_id", "agent", name=op.f("pk_agent_command_target")),
    )
    op.create_index(
        "ix_agent_command_target_unfinished",
        "agent_command_target",
        ["command_id"],
        postgresql_where=sa.text("outcome IN ('sent', 'delivered', 'acknowledged')"),
    )


def _end_old_commands() -> None:
    # How the old ones ended was not asked; nothing later can be learned about them.
    op.execute(
        "INSERT INTO agent_command_target (command_id, agent, outcome, at)"
        " SELECT id, target, 'timed_out', deadline_at FROM agent_command WHERE target <> 'all'"
        " UNION ALL SELECT id, name, 'timed_out', deadline_at FROM agent_command,"
        " unnest(ARRAY['audita', 'echo', 'glitch', 'lyra', 'nova', 'riven', 'velora']) AS name"
        " WHERE target = 'all'",
    )


def _create_orchestration() -> None:
    op.create_table(
        "agent_schedule",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("cron", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("capability", sa.Text(), nullable=False),
        sa.Column("input", postgresql.JSONB(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("last_run_at", _TIME, nullable=True),
        sa.Column("next_run_at", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_schedule")),
    )
    op.create_table(
        "agent_playbook",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("steps", postgresql.JSONB(), nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_agent_playbook")),
    )
    op.create_table(
        "agent_playbook_run",
        sa.Column("id", _ID, nullable=False),
        sa.Column("playbook", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("steps", postgresql.JSONB(), nullable=False),
        sa.Column("states", postgresql.JSONB(), nullable=False),
        sa.Column("started_at", _TIME, nullable=False),
        sa.Column("updated_at", _TIME, nullable=False),
        sa.CheckConstraint(
            "status IN ('running', 'done', 'failed')",
            name=op.f("ck_agent_playbook_run_status_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_playbook_run")),
    )
    op.create_index(
        op.f("ix_agent_playbook_run_started_at_id"), "agent_playbook_run", ["started_at", "id"]
    )


def _create_security() -> None:
    op.create_table(
        "security_alert",
        sa.Column("id", _ID, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("evidence", postgresql.JSONB(), nullable=False),
        sa.Column("raised_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "severity IN ('low', 'medium', 'high', 'critical')",
            name=op.f("ck_security_alert_severity_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_security_alert")),
    )
    op.create_index(op.f("ix_security_alert_at_id"), "security_alert", ["at", "id"])
    op.create_table(
        "honey_token",
        sa.Column("id", _ID, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("token_sha256", sa.Text(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_honey_token")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_honey_token_token_sha256")),
    )


def downgrade() -> None:
    """Drop the tables and take the columns back; the commands themselves stay."""
    for table in (
        "supply_summary",
        "honey_token",
        "security_alert",
        "agent_playbook_run",
        "agent_playbook",
        "agent_schedule",
        "agent_command_target",
    ):
        op.drop_table(table)
    op.drop_index(op.f("ix_agent_command_created_at_id"), "agent_command")
    op.drop_constraint(op.f("ck_agent_command_deadline_after_creation"), "agent_command")
    op.drop_column("agent_command", "deadline_at")
    op.drop_constraint(op.f("ck_agent_registry_starts_not_negative"), "agent_registry")
    for column in ("described", "starts", "started_at", "start_id", "image"):
        op.drop_column("agent_registry", column)
