"""The tables of this area, and what the application's role may do with each."""

from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, LargeBinary, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from services.core_api.models import Base

RIGHTS: dict[str, tuple[str, ...]] = {
    "supply_summary": ("SELECT", "INSERT", "UPDATE"),
}


class SummaryRecord(Base):
    """The last summary of the deployed images, with the signature that proves it: one row."""

    __tablename__ = "supply_summary"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    published_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    """As the payload says; a summary never replaces a newer one."""
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
