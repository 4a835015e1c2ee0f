"""The picture of a post, as it is kept: written anew, with what describes it."""

from sqlalchemy import CheckConstraint, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from services.core_api.blackrose.columns import At, Creator, Post, Words
from services.core_api.models import Base


class ImageRecord(Base):
    """One picture; a post has one at most."""

    __tablename__ = "brc_image"
    __table_args__ = (
        CheckConstraint("media_type = 'image/webp'", name="media_type_known"),
        CheckConstraint("width > 0 AND height > 0", name="size_positive"),
        CheckConstraint("alt_text <> ''", name="alt_text_given"),
        Index(None, "sha256"),
        Index(None, "source_sha256"),
    )

    post_id: Mapped[Post] = mapped_column(primary_key=True)
    creator_id: Mapped[Creator]
    media_type: Mapped[Words]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """Read only when it is sent: a list of posts must not carry it."""
    width: Mapped[int]
    height: Mapped[int]
    alt_text: Mapped[Words]
    sha256: Mapped[Words]
    """Of `content`."""
    source_sha256: Mapped[Words]
    """Of the file as it was uploaded."""
    uploaded_at: Mapped[At]
