"""What is sent and shown of posts; a member is shown less than who works on a post."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.core_api.blackrose.media_bodies import PictureView
from services.core_api.blackrose.post_state import Audience, Status
from services.core_api.blackrose.post_tables import PostRecord
from services.core_api.blackrose.words import Name, Reason, Reference, Tags
from services.core_api.bodies import Body, Line, Moment, OptionalText, Text, View


class Depicted(Body):
    """A person who is to be seen, as the creator's papers and as the post call them."""

    person_ref: Reference
    display_name: Name


Persons = Annotated[list[Depicted], Field(max_length=50)]


class NewPost(Body):
    """A draft."""

    title: Line
    body: Text
    access: Audience
    tier_id: UUID | None = None
    alt_text: OptionalText | None = None
    scheduled_for: Moment | None = None
    """Once published, members see it from then on."""
    tags: Tags = Field(default_factory=list)
    depicted: Persons = Field(default_factory=list)
    creator_id: UUID | None = None
    """For an administrator; a creator writes its own."""


class PostChange(Body):
    """What changes of a draft; what is left out stays, the defaults are never used."""

    title: Line = ""
    body: Text = ""
    access: Audience = Audience.MEMBERS
    tier_id: UUID | None = None
    alt_text: OptionalText | None = None
    scheduled_for: Moment | None = None
    tags: Tags = Field(default_factory=list)
    depicted: Persons = Field(default_factory=list)


class DepictedView(View):
    """A depicted person."""

    person_ref: str
    display_name: str


class PostView(View):
    """A post."""

    id: UUID
    creator_id: UUID
    title: str
    body: str
    access: Audience
    tier_id: UUID | None
    status: Status
    alt_text: str | None
    tags: list[str]
    content_sha256: str
    created_at: datetime
    updated_at: datetime
    submitted_at: datetime | None
    approved_at: datetime | None
    rejected_reason: Reason | None
    rejected_note: str | None
    """Why it was last sent back; null for members."""
    published_at: datetime | None
    scheduled_for: datetime | None
    image: PictureView | None
    depicted: list[DepictedView]
    """Empty for members: who is seen under which reference is no business of theirs."""


def show_post(record: PostRecord) -> PostView:
    """Show a post to whoever works on it."""
    return PostView.model_validate(record)


def show_to_member(record: PostRecord) -> PostView:
    """Show a post to a member."""
    return show_post(record).model_copy(
        update={"depicted": [], "rejected_reason": None, "rejected_note": None}
    )
