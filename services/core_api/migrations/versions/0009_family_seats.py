"""A login with a family has a member in it; invitations name the member; extra time what was given.

1. Whoever can read a family's room can be seen by its parents from here on: a login that no member
is tied to becomes a member of its own. 2. What was approved until now was given as it was asked.
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_UNSEATED = """
INSERT INTO gypsycove_member (id, family_id, user_id, display_name, role, created_at)
SELECT gen_random_uuid(), login.family_id, login.user_id, person.display_name, login.role, now()
FROM identity_membership AS login
JOIN identity_user AS person ON person.id = login.user_id
JOIN gypsycove_family AS family ON family.id = login.family_id
WHERE login.platform = 'gypsycove' AND NOT EXISTS (
    SELECT FROM gypsycove_member AS member
    WHERE member.family_id = login.family_id AND member.user_id = login.user_id
)
"""


def upgrade() -> None:
    """Widen invitations and requests, then seat the logins that have no member."""
    op.execute("SELECT set_config('app.reach', 'all', true)")
    op.execute(
        "ALTER TABLE identity_invitation ADD COLUMN member_id uuid,"
        " ADD CONSTRAINT ck_identity_invitation_member_of_family"
        " CHECK (member_id IS NULL OR family_id IS NOT NULL)"
    )
    op.execute("CREATE INDEX ix_identity_invitation_member_id ON identity_invitation (member_id)")
    op.execute("ALTER TABLE gypsycove_extra_time ADD COLUMN granted_minutes integer")
    op.execute(
        "UPDATE gypsycove_extra_time SET granted_minutes = minutes WHERE status = 'approved'"  # (2)
    )
    op.execute(
        "ALTER TABLE gypsycove_extra_time"
        " ADD CONSTRAINT ck_gypsycove_extra_time_granted_bounded"
        " CHECK (granted_minutes BETWEEN 1 AND 240),"
        " ADD CONSTRAINT ck_gypsycove_extra_time_granted_when_approved"
        " CHECK ((status = 'approved') = (granted_minutes IS NOT NULL))"
    )
    op.execute(_UNSEATED)  # (1)


def downgrade() -> None:
    """Drop the columns, their checks and index with them; members stay."""
    op.execute("ALTER TABLE gypsycove_extra_time DROP COLUMN granted_minutes")
    op.execute("ALTER TABLE identity_invitation DROP COLUMN member_id")
