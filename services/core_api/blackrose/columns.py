"""Types of columns that the tables of this area share."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID, uuid4

from sqlalchemy import DateTime, ForeignKey, Text, Uuid
from sqlalchemy.orm import mapped_column

Key = Annotated[UUID, mapped_column(Uuid, primary_key=True, default=uuid4)]
At = Annotated[datetime, mapped_column(DateTime(timezone=True))]
Words = Annotated[str, mapped_column(Text)]
Person = Annotated[UUID, mapped_column(Uuid)]
"""A user of the area identity: no foreign key, as areas own their tables."""
Creator = Annotated[UUID, mapped_column(ForeignKey("brc_creator.id"))]
"""Whose data a row is: what the row level policies look at."""
Tier = Annotated[UUID, mapped_column(ForeignKey("brc_tier.id"))]
Post = Annotated[UUID, mapped_column(ForeignKey("brc_post.id"))]


def one_of(column: str, values: type[StrEnum]) -> str:
    """Render the condition that a column has one of the values of an enumeration."""
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"
