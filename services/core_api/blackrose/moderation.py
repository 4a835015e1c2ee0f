"""The moderation log: what was done, by whom and why; nothing at all about GodMode."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.core_api.access.principal import Access
from services.core_api.blackrose.case_tables import ModerationRecord
from services.core_api.blackrose.scope import actor_of


class Object(StrEnum):
    """What something was done to."""

    POST = "post"
    CONSENT = "consent"
    NOTICE = "notice"
    REMOVAL = "removal"
    REPORT = "report"


class Moderator:
    """Writes the log of one transaction, in the name of its sender."""

    def __init__(self, session: AsyncSession, access: Access, now: datetime) -> None:
        self.session = session
        self.access = access
        self.now = now

    def record(
        self,
        action: str,
        kind: Object,
        object_id: UUID,
        *,
        reason_code: str | None = None,
        note: str | None = None,
    ) -> None:
        """Add a row with the transaction, unless GodMode acts: it leaves no trace."""
        if self.access.principal.godmode_bypass:
            return
        self.session.add(
            ModerationRecord(
                at=self.now,
                actor_id=actor_of(self.access),
                action=action,
                object_kind=kind.value,
                object_id=object_id,
                reason_code=reason_code,
                note=note,
            ),
        )
