"""What is sent and shown of the picture of a post, beside its bytes."""

from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints

from services.core_api.bodies import View

AltText = Annotated[
    str,
    StringConstraints(
        min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"
    ),
]
"""What the picture shows, for whoever does not see it."""


class PictureView(View):
    """A picture, without its bytes."""

    media_type: str
    width: int
    height: int
    alt_text: str
    sha256: str
    uploaded_at: datetime
