"""What audita's capabilities take; an input without a creator means all creators."""

from typing import Annotated, Literal

import msgspec

from agents.audita.audit_export import TableName
from agents.audita.consent_chain import AcceptedTexts
from agents.runtime.core_api_pages import ObjectId
from agents.runtime.result_part import FromRow

Year = Annotated[int, msgspec.Meta(ge=2000, le=2199)]


class ConsentAuditInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose posts, and which consent texts are accepted; without a list every text is."""

    creator_id: ObjectId | None = None
    accepted_texts: AcceptedTexts | None = None
    from_row: FromRow = 0


class DeadlinesInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether closed ones are listed too."""

    include_closed: bool = False
    from_row: FromRow = 0


class TaxSummaryInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which calendar year (UTC), and whose."""

    year: Year
    creator_id: ObjectId | None = None
    from_row: FromRow = 0


class ExportInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which table, in which form, and from which row on."""

    table: TableName
    form: Literal["csv", "signed_json"] = "csv"
    creator_id: ObjectId | None = None
    year: Year | None = None
    from_row: FromRow = 0
