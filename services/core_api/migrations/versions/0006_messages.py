"""The tables of the area messages, and which rows of them a transaction may see.

Written as SQL, as half of it is row level security, which Alembic does not know. `alembic check`
compares the tables with the models.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE room_message (
    id uuid NOT NULL, seq bigint GENERATED ALWAYS AS IDENTITY NOT NULL, platform text NOT NULL,
    room text NOT NULL, family_id uuid, creator_id uuid, user_id uuid, sender_id uuid,
    sender_name text NOT NULL, kind text NOT NULL, text text NOT NULL,
    sent_at timestamptz NOT NULL,
    CONSTRAINT pk_room_message PRIMARY KEY (id),
    CONSTRAINT uq_room_message_seq UNIQUE (seq),
    CONSTRAINT ck_room_message_kind_known CHECK (kind IN ('message', 'announcement')),
    CONSTRAINT ck_room_message_platform_known
        CHECK (platform IN ('novaos', 'blackrose', 'gypsycove')),
    CONSTRAINT ck_room_message_room_is_its_owner
        CHECK (room = CASE WHEN family_id IS NOT NULL THEN 'family:' || family_id::text
            WHEN creator_id IS NOT NULL THEN 'creator:' || creator_id::text
            WHEN user_id IS NOT NULL THEN 'user:' || user_id::text
            ELSE 'platform:' || platform END),
    CONSTRAINT ck_room_message_one_owner_at_most
        CHECK (num_nonnulls(family_id, creator_id, user_id) <= 1)
);
CREATE INDEX ix_room_message_platform_room_seq ON room_message (platform, room, seq);
CREATE TABLE room_marker (
    user_id uuid NOT NULL, platform text NOT NULL, room text NOT NULL, last_seq bigint NOT NULL,
    marked_at timestamptz NOT NULL,
    CONSTRAINT pk_room_marker PRIMARY KEY (user_id, platform, room)
);
CREATE TABLE room_announcement (
    id uuid NOT NULL, platform text NOT NULL, room text NOT NULL, text text NOT NULL,
    send_at timestamptz NOT NULL, status text NOT NULL, created_by uuid,
    created_at timestamptz NOT NULL, message_id uuid,
    CONSTRAINT pk_room_announcement PRIMARY KEY (id),
    CONSTRAINT uq_room_announcement_message_id UNIQUE (message_id),
    CONSTRAINT fk_room_announcement_message_id_room_message
        FOREIGN KEY (message_id) REFERENCES room_message (id) ON DELETE CASCADE,
    CONSTRAINT ck_room_announcement_status_known
        CHECK (status IN ('scheduled', 'sent', 'cancelled')),
    CONSTRAINT ck_room_announcement_sent_has_its_message
        CHECK ((status = 'sent') = (message_id IS NOT NULL))
);
CREATE INDEX ix_room_announcement_status_send_at ON room_announcement (status, send_at);
CREATE TABLE room_delivery (
    message_id uuid NOT NULL, relay text NOT NULL, sockets bigint NOT NULL,
    reported_at timestamptz NOT NULL,
    CONSTRAINT pk_room_delivery PRIMARY KEY (message_id, relay),
    CONSTRAINT fk_room_delivery_message_id_room_message
        FOREIGN KEY (message_id) REFERENCES room_message (id) ON DELETE CASCADE
);
"""
_ALL = "current_setting('app.reach', true) = 'all'"
_USER = "user_id::text = current_setting('app.user_id', true)"
_POLICIES = {
    "room_message": (
        f"{_ALL} OR num_nonnulls(family_id, creator_id, user_id) = 0 OR {_USER}"
        " OR family_id::text = current_setting('app.family_id', true)"
        " OR creator_id::text = current_setting('app.creator_id', true)"
    ),
    "room_marker": f"{_ALL} OR {_USER}",
    "room_announcement": (
        f"{_ALL} OR (room LIKE 'platform:%'"
        " AND current_setting('app.role', true) IN ('admin', 'godmode'))"
    ),
    "room_delivery": _ALL,
}


def upgrade() -> None:
    """Create the tables and their policies."""
    op.execute(TABLES)
    for table, condition in _POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY within_reach ON {table} USING ({condition}) WITH CHECK ({condition})"
        )


def downgrade() -> None:
    """Drop the tables; their policies go with them."""
    for table in ("room_delivery", "room_announcement", "room_marker", "room_message"):
        op.execute(f"DROP TABLE {table}")
