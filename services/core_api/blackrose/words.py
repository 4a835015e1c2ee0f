"""Types of bodies that are this area's own: shorter texts, codes, hashes."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from services.core_api.bodies import Line, Text

Name = Annotated[Line, StringConstraints(max_length=80)]
Reference = Annotated[Line, StringConstraints(max_length=100)]
"""How papers outside of this platform name something."""
Note = Annotated[Text, StringConstraints(max_length=2000)]
Statement = Annotated[Text, StringConstraints(max_length=5000)]
"""What somebody writes into a public form."""
Tag = Annotated[Line, StringConstraints(max_length=40)]
Tags = Annotated[list[Tag], Field(max_length=20)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Reason(StrEnum):
    """Why content is rejected, hidden, reported or decided about."""

    AGE = "age"
    CONSENT = "consent"
    COPYRIGHT = "copyright"
    ILLEGAL = "illegal"
    IMPERSONATION = "impersonation"
    INTIMATE = "intimate"
    """Published without the agreement of who is shown."""
    QUALITY = "quality"
    OTHER = "other"
