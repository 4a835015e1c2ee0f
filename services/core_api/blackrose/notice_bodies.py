"""The forms of 17 U.S.C. 512: notice (c)(3), counter-notice (g)(3), and what is shown of them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from services.core_api.access.actors import Role
from services.core_api.access.principal import Access
from services.core_api.blackrose.case_tables import NoticeRecord, NoticeStatus
from services.core_api.blackrose.words import Name, Note, Statement
from services.core_api.bodies import Body, Line, View


class NewNotice(Body):
    """A notice with every element that the law asks for: one that lacks any is no notice."""

    post_id: UUID
    """512(c)(3)(A)(iii): the material."""
    claimant_name: Name
    claimant_contact: Statement
    """(iv): address, telephone, e-mail."""
    work_description: Statement
    """(ii): the work that is claimed to be infringed."""
    good_faith: Literal[True]
    """(v): the use is not authorised."""
    accuracy_under_penalty: Literal[True]
    """(vi): accurate, and under penalty of perjury authorised to act."""
    signature: Name
    """(i): physical or electronic."""


class ReceiptView(View):
    """What a public form answers."""

    id: UUID
    received_at: datetime


class NoticeView(View):
    """A notice; how to reach the claimant is shown to people only."""

    id: UUID
    post_id: UUID
    creator_id: UUID
    status: NoticeStatus
    claimant_name: str
    claimant_contact: str | None
    work_description: str
    received_at: datetime
    hidden_at: datetime | None
    notified_at: datetime | None
    counter_received_at: datetime | None
    restore_not_before: datetime | None
    restore_not_after: datetime | None
    decided_at: datetime | None


class CounterNotice(Body):
    """What the creator answers; it names a person, so it is kept sealed."""

    name: Line
    address: Statement
    telephone: Name
    statement: Statement
    mistake_under_penalty: Literal[True]
    """512(g)(3)(C): removed by mistake or misidentification, under penalty of perjury."""
    consent_to_jurisdiction: Literal[True]
    """(D): of the Federal District Court, and accepts service of process."""
    signature: Name


class Restoration(Body):
    """How a post comes back."""

    late_reason: Note | None = None
    """Needed after the window; it goes into the moderation log."""


def show_notice(record: NoticeRecord, access: Access) -> NoticeView:
    """Show a notice to its reader."""
    shown = NoticeView.model_validate(record)
    if access.principal.role is Role.AGENT:
        return shown.model_copy(update={"claimant_contact": None})
    return shown
