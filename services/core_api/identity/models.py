"""The tables of this area, and what the application's role may do with each.

Secrets are here as hashes only: passwords by argon2id, random tokens and codes by SHA-256. Rows of
one user are opened to that user, or to a reach of ALL, by row level policies.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Text,
)
from sqlalchemy import Uuid as UuidColumn
from sqlalchemy.orm import Mapped, mapped_column

from services.core_api.models import Base

_MOMENT = DateTime(timezone=True)
_MEMBERSHIP = (
    "(platform = 'novaos' AND role IN ('godmode', 'admin'))"
    " OR (platform = 'blackrose' AND role IN ('godmode', 'admin', 'creator', 'member'))"
    " OR (platform = 'gypsycove' AND role IN ('godmode', 'admin', 'parent', 'teen', 'child'))"
)
_SCOPE = (
    "(family_id IS NOT NULL) = (role IN ('parent', 'teen', 'child'))"
    " AND (creator_id IS NOT NULL) = (role = 'creator')"
)

RIGHTS: dict[str, tuple[str, ...]] = {
    "identity_user": ("SELECT", "INSERT", "UPDATE"),
    "identity_membership": ("SELECT", "INSERT", "UPDATE", "DELETE"),
    "identity_session": ("SELECT", "INSERT", "UPDATE", "DELETE"),
    "identity_refresh_token": ("SELECT", "INSERT", "UPDATE", "DELETE"),
    "identity_invitation": ("SELECT", "INSERT", "UPDATE", "DELETE"),
    "identity_login_failure": ("SELECT", "INSERT", "DELETE"),
}


class User(Base):
    """A person with a password."""

    __tablename__ = "identity_user"
    __table_args__ = (CheckConstraint("login = lower(login)", name="login_lower_case"),)

    id: Mapped[UUID] = mapped_column(UuidColumn, primary_key=True)
    login: Mapped[str] = mapped_column(Text, unique=True)
    display_name: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str] = mapped_column(Text)
    must_change_password: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(_MOMENT)
    disabled_at: Mapped[datetime | None] = mapped_column(_MOMENT)


class Membership(Base):
    """What a user is on one platform."""

    __tablename__ = "identity_membership"
    __table_args__ = (
        CheckConstraint(_MEMBERSHIP, name="role_exists"),
        CheckConstraint(_SCOPE, name="scope_of_role"),
    )

    user_id: Mapped[UUID] = mapped_column(
        UuidColumn, ForeignKey("identity_user.id"), primary_key=True
    )
    platform: Mapped[str] = mapped_column(Text, primary_key=True)
    role: Mapped[str] = mapped_column(Text)
    family_id: Mapped[UUID | None] = mapped_column(UuidColumn)
    creator_id: Mapped[UUID | None] = mapped_column(UuidColumn)


class Session(Base):
    """One login, from its start to its absolute end."""

    __tablename__ = "identity_session"
    __table_args__ = (Index(None, "user_id", "created_at"),)

    id: Mapped[UUID] = mapped_column(UuidColumn, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(UuidColumn, ForeignKey("identity_user.id"))
    platform: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(_MOMENT)
    expires_at: Mapped[datetime] = mapped_column(_MOMENT)
    ended_at: Mapped[datetime | None] = mapped_column(_MOMENT)


class RefreshToken(Base):
    """One refresh token of a session; used ones stay, so that a second use is seen."""

    __tablename__ = "identity_refresh_token"
    __table_args__ = (Index(None, "session_id"),)

    token_hash: Mapped[str] = mapped_column(Text, primary_key=True)
    session_id: Mapped[UUID] = mapped_column(
        UuidColumn, ForeignKey("identity_session.id", ondelete="CASCADE")
    )
    user_id: Mapped[UUID] = mapped_column(UuidColumn)
    used_at: Mapped[datetime | None] = mapped_column(_MOMENT)


class Invitation(Base):
    """A code with which one person becomes a member of one platform."""

    __tablename__ = "identity_invitation"
    __table_args__ = (
        CheckConstraint(_MEMBERSHIP, name="role_exists"),
        CheckConstraint(_SCOPE, name="scope_of_role"),
        CheckConstraint("role <> 'godmode'", name="never_godmode"),
        CheckConstraint("member_id IS NULL OR family_id IS NOT NULL", name="member_of_family"),
        Index(None, "created_at", "id"),
        Index(None, "member_id"),
    )

    id: Mapped[UUID] = mapped_column(UuidColumn, primary_key=True)
    code_hash: Mapped[str] = mapped_column(Text, unique=True)
    platform: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    family_id: Mapped[UUID | None] = mapped_column(UuidColumn)
    member_id: Mapped[UUID | None] = mapped_column(UuidColumn)
    """Whose login it becomes; without one it makes a member, who is named here afterwards."""
    creator_id: Mapped[UUID | None] = mapped_column(UuidColumn)
    created_by: Mapped[UUID | None] = mapped_column(UuidColumn)
    """NULL if GodMode made it."""
    created_at: Mapped[datetime] = mapped_column(_MOMENT)
    expires_at: Mapped[datetime] = mapped_column(_MOMENT)
    accepted_at: Mapped[datetime | None] = mapped_column(_MOMENT)
    accepted_by: Mapped[UUID | None] = mapped_column(UuidColumn)


class LoginFailure(Base):
    """A login that was refused; the account is a keyed hash, for it may be a mistyped password."""

    __tablename__ = "identity_login_failure"
    __table_args__ = (
        CheckConstraint("outcome IN ('refused', 'throttled')", name="outcome_known"),
        Index(None, "at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime] = mapped_column(_MOMENT)
    account_hash: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(Text)
