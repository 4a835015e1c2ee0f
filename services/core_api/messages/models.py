"""The tables of this area, and what the application's role may do with each.

A message's family, creator or user is kept beside its room, as row level security reads columns;
a condition of the table keeps the two equal.
"""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column

from services.core_api.models import Base

ROOM_IS_ITS_OWNER = (
    "room = CASE WHEN family_id IS NOT NULL THEN 'family:' || family_id::text"
    " WHEN creator_id IS NOT NULL THEN 'creator:' || creator_id::text"
    " WHEN user_id IS NOT NULL THEN 'user:' || user_id::text"
    " ELSE 'platform:' || platform END"
)
_TIME = DateTime(timezone=True)


class MessageRecord(Base):
    """A kept message; rows are added, and removed only with their family."""

    __tablename__ = "room_message"
    __table_args__ = (
        UniqueConstraint("seq"),
        CheckConstraint("kind IN ('message', 'announcement')", name="kind_known"),
        CheckConstraint("platform IN ('novaos', 'blackrose', 'gypsycove')", name="platform_known"),
        CheckConstraint(ROOM_IS_ITS_OWNER, name="room_is_its_owner"),
        CheckConstraint(
            "num_nonnulls(family_id, creator_id, user_id) <= 1", name="one_owner_at_most"
        ),
        Index(None, "platform", "room", "seq"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    """The order of all messages."""
    platform: Mapped[str] = mapped_column(Text)
    room: Mapped[str] = mapped_column(Text)
    family_id: Mapped[UUID | None] = mapped_column(Uuid)
    creator_id: Mapped[UUID | None] = mapped_column(Uuid)
    user_id: Mapped[UUID | None] = mapped_column(Uuid)
    sender_id: Mapped[UUID | None] = mapped_column(Uuid)
    """Who wrote it; NULL for agents, and for GodMode, which leaves no trace."""
    sender_name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime] = mapped_column(_TIME)


class MarkerRecord(Base):
    """How far a person has read in a room."""

    __tablename__ = "room_marker"

    user_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    platform: Mapped[str] = mapped_column(Text, primary_key=True)
    room: Mapped[str] = mapped_column(Text, primary_key=True)
    last_seq: Mapped[int] = mapped_column(BigInteger)
    marked_at: Mapped[datetime] = mapped_column(_TIME)


class AnnouncementRecord(Base):
    """A message that is sent at its time, once."""

    __tablename__ = "room_announcement"
    __table_args__ = (
        CheckConstraint("status IN ('scheduled', 'sent', 'cancelled')", name="status_known"),
        CheckConstraint(
            "(status = 'sent') = (message_id IS NOT NULL)", name="sent_has_its_message"
        ),
        UniqueConstraint("message_id"),
        Index(None, "status", "send_at"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    platform: Mapped[str] = mapped_column(Text)
    room: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    send_at: Mapped[datetime] = mapped_column(_TIME)
    status: Mapped[str] = mapped_column(Text)
    created_by: Mapped[UUID | None] = mapped_column(Uuid)
    created_at: Mapped[datetime] = mapped_column(_TIME)
    message_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("room_message.id", ondelete="CASCADE")
    )


class DeliveryRecord(Base):
    """To how many sockets one relay handed a message."""

    __tablename__ = "room_delivery"

    message_id: Mapped[UUID] = mapped_column(
        ForeignKey("room_message.id", ondelete="CASCADE"), primary_key=True
    )
    relay: Mapped[str] = mapped_column(Text, primary_key=True)
    sockets: Mapped[int] = mapped_column(BigInteger)
    reported_at: Mapped[datetime] = mapped_column(_TIME)


RIGHTS: dict[str, tuple[str, ...]] = {
    # DELETE is for the data of a family that leaves.
    "room_message": ("SELECT", "INSERT", "DELETE"),
    "room_marker": ("SELECT", "INSERT", "UPDATE", "DELETE"),
    "room_announcement": ("SELECT", "INSERT", "UPDATE", "DELETE"),
    "room_delivery": ("SELECT", "INSERT", "UPDATE"),
}
