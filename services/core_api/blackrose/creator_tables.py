"""Creators, their legal names apart and encrypted, and the record of who read what is private."""

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.core_api.blackrose.columns import At, Creator, Key, Person, Words
from services.core_api.models import Base


class CreatorRecord(Base):
    """A creator under a pseudonym: all that anybody is shown."""

    __tablename__ = "brc_creator"
    __table_args__ = (UniqueConstraint("pseudonym"),)

    id: Mapped[Key]
    pseudonym: Mapped[Words]
    created_at: Mapped[At]


class LegalNameRecord(Base):
    """The name behind a pseudonym, sealed."""

    __tablename__ = "brc_legal_name"

    creator_id: Mapped[Creator] = mapped_column(primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    updated_at: Mapped[At]


class PrivateReadRecord(Base):
    """One reading of a sealed value; append-only."""

    __tablename__ = "brc_private_read"
    __table_args__ = (Index(None, "creator_id", "at"),)

    id: Mapped[Key]
    creator_id: Mapped[Creator]
    at: Mapped[At]
    actor_id: Mapped[Person]
    actor_role: Mapped[Words]
    what: Mapped[Words]
    """`legal_name` or `counter_notice`."""
