"""The rows of core-api's Black Rose area that audits need, with the fields that they need."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Kind = Literal["subscription", "tip", "refund", "payout", "fee"]


class Depicted(msgspec.Struct, frozen=True):
    """A person who is seen in a post."""

    person_ref: str


class Post(msgspec.Struct, frozen=True):
    """A post, as far as its consents matter."""

    id: str
    creator_id: str
    status: str
    depicted: tuple[Depicted, ...] = ()
    published_at: Moment | None = None


class Consent(msgspec.Struct, frozen=True):
    """What one person agreed to for one post."""

    id: str
    post_id: str
    person_ref: str
    text_version: str
    signed_text_sha256: str
    signed_at: Moment
    scope: tuple[str, ...]
    age_check_ref: str | None = None
    revoked_at: Moment | None = None


class Notice(msgspec.Struct, frozen=True):
    """A notice of 17 USC 512(c)(3) and how far it is."""

    id: str
    post_id: str
    status: str
    received_at: Moment
    hidden_at: Moment | None = None
    notified_at: Moment | None = None
    counter_received_at: Moment | None = None
    restore_not_before: Moment | None = None
    restore_not_after: Moment | None = None


class Removal(msgspec.Struct, frozen=True):
    """An urgent request to remove intimate images."""

    id: str
    post_id: str
    status: str
    received_at: Moment
    due_at: Moment
    decided_at: Moment | None = None
    alarm_at: Moment | None = None


class LedgerEntry(msgspec.Struct, frozen=True):
    """One entry of the ledger; the amount is positive for every kind."""

    creator_id: str
    kind: Kind
    amount_minor: Annotated[int, msgspec.Meta(ge=0)]
    currency: str
    occurred_at: Moment
    category: str = ""
