"""What creators asked lyra, and what came of it.

Written as SQL, as half of it is row level security, which Alembic does not know. `alembic check`
compares the tables with the models.
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE brc_editor_request (
    id uuid NOT NULL, creator_id uuid NOT NULL, post_id uuid, asked jsonb NOT NULL,
    content_sha256 text NOT NULL, editor_version text NOT NULL, outcome text NOT NULL,
    parts jsonb NOT NULL, asked_at timestamptz NOT NULL, deadline_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT pk_brc_editor_request PRIMARY KEY (id),
    CONSTRAINT fk_brc_editor_request_creator_id_brc_creator
        FOREIGN KEY (creator_id) REFERENCES brc_creator (id),
    CONSTRAINT fk_brc_editor_request_post_id_brc_post
        FOREIGN KEY (post_id) REFERENCES brc_post (id),
    CONSTRAINT ck_brc_editor_request_outcome_known
        CHECK (outcome IN ('pending', 'done', 'failed', 'timed_out')),
    CONSTRAINT ck_brc_editor_request_ended
        CHECK ((outcome = 'pending') = (ended_at IS NULL))
);
CREATE INDEX ix_brc_editor_request_creator_id_asked_at
    ON brc_editor_request (creator_id, asked_at);
CREATE INDEX ix_brc_editor_request_post_id_asked_at ON brc_editor_request (post_id, asked_at)
"""
OWN = (
    "current_setting('app.reach', true) = 'all'"
    " OR creator_id::text = current_setting('app.creator_id', true)"
)


def upgrade() -> None:
    """Create the table and protect its rows."""
    for statement in TABLES.split(";\n"):
        op.execute(statement)
    op.execute("ALTER TABLE brc_editor_request ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE brc_editor_request FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own ON brc_editor_request USING ({OWN}) WITH CHECK ({OWN})")


def downgrade() -> None:
    """Drop the table."""
    op.execute("DROP TABLE brc_editor_request")
