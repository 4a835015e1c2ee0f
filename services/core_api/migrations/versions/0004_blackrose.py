"""The tables of the area blackrose, and which rows of them a transaction may see.

Written as SQL, as half of it is row level security, which Alembic does not know. `alembic check`
compares the tables with the models.
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE brc_creator (
    id uuid NOT NULL, pseudonym text NOT NULL, created_at timestamptz NOT NULL,
    CONSTRAINT pk_brc_creator PRIMARY KEY (id),
    CONSTRAINT uq_brc_creator_pseudonym UNIQUE (pseudonym)
);
CREATE TABLE brc_moderation (
    id uuid NOT NULL, at timestamptz NOT NULL, actor_id uuid, action text NOT NULL,
    object_kind text NOT NULL, object_id uuid NOT NULL, reason_code text, note text,
    CONSTRAINT pk_brc_moderation PRIMARY KEY (id)
);
CREATE INDEX ix_brc_moderation_at ON brc_moderation (at);
CREATE INDEX ix_brc_moderation_object_id ON brc_moderation (object_id);
CREATE TABLE brc_legal_name (
    creator_id uuid NOT NULL, sealed bytea NOT NULL, updated_at timestamptz NOT NULL,
    CONSTRAINT pk_brc_legal_name PRIMARY KEY (creator_id),
    CONSTRAINT fk_brc_legal_name_creator_id_brc_creator
        FOREIGN KEY (creator_id) REFERENCES brc_creator (id)
);
CREATE TABLE brc_private_read (
    id uuid NOT NULL, creator_id uuid NOT NULL, at timestamptz NOT NULL, actor_id uuid NOT NULL,
    actor_role text NOT NULL, what text NOT NULL,
    CONSTRAINT pk_brc_private_read PRIMARY KEY (id),
    CONSTRAINT fk_brc_private_read_creator_id_brc_creator
        FOREIGN KEY (creator_id) REFERENCES brc_creator (id)
);
CREATE INDEX ix_brc_private_read_creator_id_at ON brc_private_read (creator_id, at);
CREATE TABLE brc_tier (
    id uuid NOT NULL, creator_id uuid NOT NULL, name text NOT NULL, price_minor bigint NOT NULL,
    currency text NOT NULL, benefits text[] NOT NULL, position integer NOT NULL,
    archived boolean NOT NULL, created_at timestamptz NOT NULL,
    CONSTRAINT pk_brc_tier PRIMARY KEY (id),
    CONSTRAINT fk_brc_tier_creator_id_brc_creator
        FOREIGN KEY (creator_id) REFERENCES brc_creator (id),
    CONSTRAINT ck_brc_tier_price_not_negative CHECK (price_minor >= 0)
);
CREATE INDEX ix_brc_tier_creator_id_position ON brc_tier (creator_id, position);
CREATE TABLE brc_ledger_entry (
    id uuid NOT NULL, creator_id uuid NOT NULL, member_id uuid, tier_id uuid, kind text NOT NULL,
    amount_minor bigint NOT NULL, currency text NOT NULL, occurred_at timestamptz NOT NULL,
    category text NOT NULL, reference text NOT NULL, recorded_at timestamptz NOT NULL,
    CONSTRAINT pk_brc_ledger_entry PRIMARY KEY (id),
    CONSTRAINT uq_brc_ledger_entry_creator_id_reference UNIQUE (creator_id, reference),
    CONSTRAINT fk_brc_ledger_entry_creator_id_brc_creator
        FOREIGN KEY (creator_id) REFERENCES brc_creator (id),
    CONSTRAINT fk_brc_ledger_entry_tier_id_brc_tier FOREIGN KEY (tier_id) REFERENCES brc_tier (id),
    CONSTRAINT ck_brc_ledger_entry_amount_positive CHECK (amount_minor > 0),
    CONSTRAINT ck_brc_ledger_entry_kind_known
        CHECK (kind IN ('subscription', 'tip', 'refund', 'payout', 'fee'))
);
CREATE INDEX ix_brc_ledger_entry_creator_id_occurred_at
    ON brc_ledger_entry (creator_id, occurred_at);
CREATE TABLE brc_post (
    id uuid NOT NULL, creator_id uuid NOT NULL, author_id uuid, edited_by uuid,
    title text NOT NULL, body text NOT NULL, access text NOT NULL, tier_id uuid,
    status text NOT NULL, alt_text text, tags text[] NOT NULL, content_sha256 text NOT NULL,
    created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL, submitted_at timestamptz,
    approved_at timestamptz, approved_by uuid, approved_sha256 text, published_at timestamptz,
    scheduled_for timestamptz,
    CONSTRAINT pk_brc_post PRIMARY KEY (id),
    CONSTRAINT fk_brc_post_creator_id_brc_creator
        FOREIGN KEY (creator_id) REFERENCES brc_creator (id),
    CONSTRAINT fk_brc_post_tier_id_brc_tier FOREIGN KEY (tier_id) REFERENCES brc_tier (id),
    CONSTRAINT ck_brc_post_access_known CHECK (access IN ('public', 'members', 'tier')),
    CONSTRAINT ck_brc_post_approved_content
        CHECK (status NOT IN ('approved', 'published', 'hidden') OR coalesce(approved_sha256 =
        content_sha256, false)),
    CONSTRAINT ck_brc_post_published_at CHECK (status <> 'published' OR published_at IS NOT NULL),
    CONSTRAINT ck_brc_post_second_person
        CHECK (approved_by IS NULL OR (approved_by IS DISTINCT FROM author_id AND approved_by IS
        DISTINCT FROM edited_by)),
    CONSTRAINT ck_brc_post_status_known
        CHECK (status IN ('draft', 'review', 'approved', 'published', 'rejected', 'withdrawn',
        'hidden')),
    CONSTRAINT ck_brc_post_tier_named CHECK ((access = 'tier') = (tier_id IS NOT NULL))
);
CREATE INDEX ix_brc_post_content_sha256 ON brc_post (content_sha256);
CREATE INDEX ix_brc_post_creator_id_created_at ON brc_post (creator_id, created_at);
CREATE TABLE brc_tier_invitation (
    id uuid NOT NULL, creator_id uuid NOT NULL, tier_id uuid NOT NULL, code_sha256 text NOT NULL,
    days integer, created_at timestamptz NOT NULL, expires_at timestamptz NOT NULL,
    redeemed_at timestamptz,
    CONSTRAINT pk_brc_tier_invitation PRIMARY KEY (id),
    CONSTRAINT uq_brc_tier_invitation_code_sha256 UNIQUE (code_sha256),
    CONSTRAINT fk_brc_tier_invitation_creator_id_brc_creator
        FOREIGN KEY (creator_id) REFERENCES brc_creator (id),
    CONSTRAINT fk_brc_tier_invitation_tier_id_brc_tier
        FOREIGN KEY (tier_id) REFERENCES brc_tier (id),
    CONSTRAINT ck_brc_tier_invitation_days_positive CHECK (days > 0)
);
CREATE INDEX ix_brc_tier_invitation_creator_id_created_at
    ON brc_tier_invitation (creator_id, created_at);
CREATE TABLE brc_consent (
    id uuid NOT NULL, post_id uuid NOT NULL, creator_id uuid NOT NULL, person_ref text NOT NULL,
    text_version text NOT NULL, signed_text_sha256 text NOT NULL, signed_at timestamptz NOT NULL,
    scope text[] NOT NULL, age_check_ref text NOT NULL, recorded_at timestamptz NOT NULL,
    revoked_at timestamptz,
    CONSTRAINT pk_brc_consent PRIMARY KEY (id),
    CONSTRAINT fk_brc_consent_creator_id_brc_creator
        FOREIGN KEY (creator_id) REFERENCES brc_creator (id),
    CONSTRAINT fk_brc_consent_post_id_brc_post FOREIGN KEY (post_id) REFERENCES brc_post (id)
);
CREATE INDEX ix_brc_consent_post_id ON brc_consent (post_id);
CREATE TABLE brc_depicted (
    post_id uuid NOT NULL, person_ref text NOT NULL, creator_id uuid NOT NULL,
    display_name text NOT NULL,
    CONSTRAINT pk_brc_depicted PRIMARY KEY (post_id, person_ref),
    CONSTRAINT fk_brc_depicted_creator_id_brc_creator
        FOREIGN KEY (creator_id) REFERENCES brc_creator (id),
    CONSTRAINT fk_brc_depicted_post_id_brc_post FOREIGN KEY (post_id) REFERENCES brc_post (id)
);
CREATE TABLE brc_entitlement (
    id uuid NOT NULL, member_id uuid NOT NULL, creator_id uuid NOT NULL, tier_id uuid NOT NULL,
    source text NOT NULL, starts_at timestamptz NOT NULL, ends_at timestamptz,
    revoked_at timestamptz, ledger_entry_id uuid,
    CONSTRAINT pk_brc_entitlement PRIMARY KEY (id),
    CONSTRAINT uq_brc_entitlement_ledger_entry_id UNIQUE (ledger_entry_id),
    CONSTRAINT fk_brc_entitlement_creator_id_brc_creator
        FOREIGN KEY (creator_id) REFERENCES brc_creator (id),
    CONSTRAINT fk_brc_entitlement_ledger_entry_id_brc_ledger_entry
        FOREIGN KEY (ledger_entry_id) REFERENCES brc_ledger_entry (id),
    CONSTRAINT fk_brc_entitlement_tier_id_brc_tier FOREIGN KEY (tier_id) REFERENCES brc_tier (id),
    CONSTRAINT ck_brc_entitlement_ends_after_start CHECK (ends_at > starts_at),
    CONSTRAINT ck_brc_entitlement_source_known CHECK (source IN ('invitation', 'ledger', 'grant'))
);
CREATE INDEX ix_brc_entitlement_creator_id_member_id ON brc_entitlement (creator_id, member_id);
CREATE INDEX ix_brc_entitlement_member_id_creator_id ON brc_entitlement (member_id, creator_id);
CREATE TABLE brc_notice (
    id uuid NOT NULL, post_id uuid NOT NULL, creator_id uuid NOT NULL, status text NOT NULL,
    claimant_name text NOT NULL, claimant_contact text NOT NULL, work_description text NOT NULL,
    signature text NOT NULL, received_at timestamptz NOT NULL, hidden_at timestamptz,
    notified_at timestamptz, counter_sealed bytea, counter_received_at timestamptz,
    restore_not_before timestamptz, restore_not_after timestamptz, decided_at timestamptz,
    CONSTRAINT pk_brc_notice PRIMARY KEY (id),
    CONSTRAINT fk_brc_notice_creator_id_brc_creator
        FOREIGN KEY (creator_id) REFERENCES brc_creator (id),
    CONSTRAINT fk_brc_notice_post_id_brc_post FOREIGN KEY (post_id) REFERENCES brc_post (id),
    CONSTRAINT ck_brc_notice_status_known
        CHECK (status IN ('received', 'hidden', 'countered', 'restored', 'withdrawn', 'upheld'))
);
CREATE INDEX ix_brc_notice_creator_id_received_at ON brc_notice (creator_id, received_at);
CREATE INDEX ix_brc_notice_post_id ON brc_notice (post_id);
CREATE TABLE brc_removal (
    id uuid NOT NULL, post_id uuid NOT NULL, creator_id uuid NOT NULL,
    content_sha256 text NOT NULL, status text NOT NULL, contact text NOT NULL,
    statement text NOT NULL, signature text NOT NULL, received_at timestamptz NOT NULL,
    alarm_at timestamptz NOT NULL, due_at timestamptz NOT NULL, decided_at timestamptz,
    CONSTRAINT pk_brc_removal PRIMARY KEY (id),
    CONSTRAINT fk_brc_removal_creator_id_brc_creator
        FOREIGN KEY (creator_id) REFERENCES brc_creator (id),
    CONSTRAINT fk_brc_removal_post_id_brc_post FOREIGN KEY (post_id) REFERENCES brc_post (id),
    CONSTRAINT ck_brc_removal_status_known CHECK (status IN ('open', 'removed', 'rejected'))
);
CREATE INDEX ix_brc_removal_content_sha256 ON brc_removal (content_sha256);
CREATE INDEX ix_brc_removal_received_at ON brc_removal (received_at);
CREATE TABLE brc_report (
    id uuid NOT NULL, post_id uuid NOT NULL, creator_id uuid NOT NULL, reporter_id uuid,
    reason_code text NOT NULL, note text NOT NULL, status text NOT NULL,
    reported_at timestamptz NOT NULL, due_at timestamptz NOT NULL, decided_at timestamptz,
    CONSTRAINT pk_brc_report PRIMARY KEY (id),
    CONSTRAINT fk_brc_report_creator_id_brc_creator
        FOREIGN KEY (creator_id) REFERENCES brc_creator (id),
    CONSTRAINT fk_brc_report_post_id_brc_post FOREIGN KEY (post_id) REFERENCES brc_post (id),
    CONSTRAINT ck_brc_report_status_known CHECK (status IN ('open', 'hidden', 'dismissed'))
);
CREATE INDEX ix_brc_report_post_id ON brc_report (post_id);
CREATE INDEX ix_brc_report_reported_at ON brc_report (reported_at)
"""

CREATOR_TABLES = (
    "brc_legal_name",
    "brc_private_read",
    "brc_tier",
    "brc_ledger_entry",
    "brc_post",
    "brc_tier_invitation",
    "brc_consent",
    "brc_depicted",
    "brc_entitlement",
    "brc_notice",
)
"""Those whose rows belong to one creator."""
OWN = (
    "current_setting('app.reach', true) = 'all'"
    " OR {column}::text = current_setting('app.creator_id', true)"
)
"""The platform's own work, or the creator itself. An unset context is NULL and opens nothing."""
PLATFORM_TABLES = ("brc_removal", "brc_report", "brc_moderation")
"""Who asked for a removal or reported a post is no business of the creator's."""
PLATFORM = "current_setting('app.reach', true) = 'all'"
IS_MEMBER = "current_setting('app.role', true) = 'member'"
IS_OWN_MEMBER = "member_id::text = current_setting('app.user_id', true)"
# Coarser than `entitlement.py`, which knows the time and the tiers: this is the second line.
ENTITLED = f"""{IS_MEMBER} AND status = 'published' AND (access = 'public' OR EXISTS (
    SELECT FROM brc_entitlement AS held
    WHERE held.creator_id = brc_post.creator_id AND held.revoked_at IS NULL
      AND held.{IS_OWN_MEMBER}))"""
READERS = {
    "brc_creator": IS_MEMBER,
    "brc_tier": IS_MEMBER,
    "brc_entitlement": f"{IS_MEMBER} AND {IS_OWN_MEMBER}",
    "brc_post": ENTITLED,
}
"""What members may read of the data of creators."""


def upgrade() -> None:
    """Create the tables and protect their rows."""
    for statement in TABLES.split(";\n"):
        op.execute(statement)
    protect("brc_creator", OWN.format(column="id"))
    for table in CREATOR_TABLES:
        protect(table, OWN.format(column="creator_id"))
    for table, condition in READERS.items():
        op.execute(f"CREATE POLICY readers ON {table} FOR SELECT USING ({condition})")
    for table in PLATFORM_TABLES:
        protect(table, PLATFORM)
    op.execute("CREATE POLICY adding ON brc_moderation FOR INSERT WITH CHECK (true)")


def protect(table: str, condition: str) -> None:
    """Let a transaction see and write the rows that meet `condition`, the owner's role too."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own ON {table} USING ({condition}) WITH CHECK ({condition})")


def downgrade() -> None:
    """Drop the tables."""
    tables = ("brc_creator", *CREATOR_TABLES, *PLATFORM_TABLES)
    op.execute(f"DROP TABLE {', '.join(tables)}")
