"""All tables of this area, and what the application's role may do with each.

Ledger, moderation log and the record of private reads are append-only: nobody who has the role can
change or remove a row of theirs. Only the persons and the picture of a draft can be
deleted, and what lyra said about an earlier version of it.
"""

from services.core_api.blackrose.case_tables import (
    ModerationRecord,
    NoticeRecord,
    RemovalRecord,
    ReportRecord,
)
from services.core_api.blackrose.creator_tables import (
    CreatorRecord,
    LegalNameRecord,
    PrivateReadRecord,
)
from services.core_api.blackrose.editor_tables import EditorRequestRecord
from services.core_api.blackrose.media_tables import ImageRecord
from services.core_api.blackrose.member_tables import (
    EntitlementRecord,
    InvitationRecord,
    LedgerRecord,
    TierRecord,
)
from services.core_api.blackrose.post_tables import ConsentRecord, DepictedRecord, PostRecord

_APPENDED = ("SELECT", "INSERT")
_CHANGED = ("SELECT", "INSERT", "UPDATE")
RIGHTS: dict[str, tuple[str, ...]] = {
    CreatorRecord.__tablename__: _APPENDED,
    LegalNameRecord.__tablename__: _CHANGED,
    PrivateReadRecord.__tablename__: _APPENDED,
    TierRecord.__tablename__: _CHANGED,
    InvitationRecord.__tablename__: _CHANGED,
    EntitlementRecord.__tablename__: _CHANGED,
    LedgerRecord.__tablename__: _APPENDED,
    PostRecord.__tablename__: _CHANGED,
    # Persons are replaced while a post is edited.
    DepictedRecord.__tablename__: (*_CHANGED, "DELETE"),
    # So are pictures.
    ImageRecord.__tablename__: (*_CHANGED, "DELETE"),
    ConsentRecord.__tablename__: _CHANGED,
    NoticeRecord.__tablename__: _CHANGED,
    RemovalRecord.__tablename__: _CHANGED,
    ReportRecord.__tablename__: _CHANGED,
    ModerationRecord.__tablename__: _APPENDED,
    # Old requests are forgotten when new ones come.
    EditorRequestRecord.__tablename__: (*_CHANGED, "DELETE"),
}
