"""The base of all tables of core-api, and the revision of the schema that this code works with."""

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

EXPECTED_REVISION = "0009"
"""Head of `migrations/`, as a constant: the service does not load Alembic. A test compares them."""


class Base(DeclarativeBase):
    """Common metadata: every constraint has a name that a migration can say."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        },
    )
