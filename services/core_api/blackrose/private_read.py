"""Sealed values of creators: open one only together with the record of who reads it.

GodMode reads leave no record, as everything that it does.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession

from services.core_api.access.principal import Access
from services.core_api.blackrose.creator_tables import PrivateReadRecord
from services.core_api.blackrose.field_cipher import FieldCipher
from services.core_api.blackrose.scope import actor_of
from services.core_api.ports import PortsDependency


class Private(StrEnum):
    """What is sealed."""

    LEGAL_NAME = "legal_name"
    COUNTER_NOTICE = "counter_notice"

    def place_of(self, row: UUID) -> str:
        """Name the place to which a value is sealed."""
        return f"{self.value}:{row}"


def _get_cipher(ports: PortsDependency) -> FieldCipher:
    return FieldCipher(ports.settings.field_key.get_secret_value())


CipherDependency = Annotated[FieldCipher, Depends(_get_cipher)]


def record_private_read(
    session: AsyncSession, access: Access, creator_id: UUID, what: Private, now: datetime
) -> None:
    """Record that the sender reads; committed together with the reading or not at all."""
    actor = actor_of(access)
    if actor is None:
        return
    session.add(
        PrivateReadRecord(
            creator_id=creator_id,
            at=now,
            actor_id=actor,
            actor_role=access.principal.role.value,
            what=what.value,
        ),
    )
