"""By what two posts are the same content: their text with their picture, or the picture alone.

A picture that must not be seen does not become another one under another text. It is known by the
file that was uploaded and by what was made of it: other metadata, or another encoder of ours, hide
one of the two and not both.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, false, or_

from services.core_api.blackrose.case_tables import RemovalRecord
from services.core_api.blackrose.media_tables import ImageRecord
from services.core_api.blackrose.post_tables import PostRecord


@dataclass(frozen=True, slots=True)
class Prints:
    """The hashes of one content."""

    content_sha256: str
    image_sha256: str | None = None
    image_source_sha256: str | None = None

    @property
    def has_image(self) -> bool:
        """Whether a picture belongs to it."""
        return self.image_sha256 is not None


def prints_of(post: PostRecord) -> Prints:
    """Return the hashes of a post."""
    if post.image is None:
        return Prints(post.content_sha256)
    return Prints(post.content_sha256, post.image.sha256, post.image.source_sha256)


def prints_of_removal(removal: RemovalRecord) -> Prints:
    """Return the hashes of what a removal request is about."""
    return Prints(removal.content_sha256, removal.image_sha256, removal.image_source_sha256)


def is_copy(prints: Prints) -> ColumnElement[bool]:
    """Render the condition that a post has this content."""
    image = ImageRecord
    same_image = exists().where(
        image.post_id == PostRecord.id,
        or_(
            image.sha256 == prints.image_sha256,
            image.source_sha256 == prints.image_source_sha256,
        ),
    )
    return or_(
        PostRecord.content_sha256 == prints.content_sha256,
        same_image if prints.has_image else false(),
    )


def is_about(prints: Prints) -> ColumnElement[bool]:
    """Render the condition that a removal request is about this content."""
    removal = RemovalRecord
    same = removal.content_sha256 == prints.content_sha256
    if not prints.has_image:
        return same
    return or_(
        same,
        removal.image_sha256 == prints.image_sha256,
        removal.image_source_sha256 == prints.image_source_sha256,
    )
