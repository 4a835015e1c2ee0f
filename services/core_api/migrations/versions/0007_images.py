"""Pictures of posts, the hashes by which removal requests know them again; why a post was rejected.

Written as SQL, as half of it is row level security, which Alembic does not know. `alembic check`
compares the tables with the models.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE brc_image (
    post_id uuid NOT NULL, creator_id uuid NOT NULL, media_type text NOT NULL,
    content bytea NOT NULL, width integer NOT NULL, height integer NOT NULL,
    alt_text text NOT NULL, sha256 text NOT NULL, source_sha256 text NOT NULL,
    uploaded_at timestamptz NOT NULL,
    CONSTRAINT pk_brc_image PRIMARY KEY (post_id),
    CONSTRAINT fk_brc_image_creator_id_brc_creator
        FOREIGN KEY (creator_id) REFERENCES brc_creator (id),
    CONSTRAINT fk_brc_image_post_id_brc_post FOREIGN KEY (post_id) REFERENCES brc_post (id),
    CONSTRAINT ck_brc_image_alt_text_given CHECK (alt_text <> ''),
    CONSTRAINT ck_brc_image_media_type_known CHECK (media_type = 'image/webp'),
    CONSTRAINT ck_brc_image_size_positive CHECK (width > 0 AND height > 0)
);
ALTER TABLE brc_image ALTER COLUMN content SET STORAGE EXTERNAL;
CREATE INDEX ix_brc_image_sha256 ON brc_image (sha256);
CREATE INDEX ix_brc_image_source_sha256 ON brc_image (source_sha256);
ALTER TABLE brc_post ADD COLUMN rejected_reason text, ADD COLUMN rejected_note text;
ALTER TABLE brc_removal ADD COLUMN image_sha256 text, ADD COLUMN image_source_sha256 text;
CREATE INDEX ix_brc_removal_image_sha256 ON brc_removal (image_sha256);
CREATE INDEX ix_brc_removal_image_source_sha256 ON brc_removal (image_source_sha256)
"""
OWN = (
    "current_setting('app.reach', true) = 'all'"
    " OR creator_id::text = current_setting('app.creator_id', true)"
)
READERS = """current_setting('app.role', true) = 'member'
    AND EXISTS (SELECT FROM brc_post AS shown WHERE shown.id = brc_image.post_id)"""
"""A member sees the pictures of the posts that the policy of the posts lets it see."""


def upgrade() -> None:
    """Create the table, protect its rows, and widen the posts and the removal requests."""
    for statement in TABLES.split(";\n"):
        op.execute(statement)
    op.execute("ALTER TABLE brc_image ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE brc_image FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own ON brc_image USING ({OWN}) WITH CHECK ({OWN})")
    op.execute(f"CREATE POLICY readers ON brc_image FOR SELECT USING ({READERS})")


def downgrade() -> None:
    """Drop the table and the columns; their indexes go with them."""
    op.execute("DROP TABLE brc_image")
    op.execute("ALTER TABLE brc_post DROP COLUMN rejected_reason, DROP COLUMN rejected_note")
    op.execute("ALTER TABLE brc_removal DROP COLUMN image_sha256, DROP COLUMN image_source_sha256")
