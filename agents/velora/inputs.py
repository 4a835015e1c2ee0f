"""What velora's capabilities take; an input without a creator means all creators."""

from typing import Annotated, Literal

import msgspec

from agents.runtime.core_api_pages import ObjectId
from agents.runtime.result_part import FromRow
from agents.velora.months import MonthText

Currency = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}\Z", description="ISO 4217 code")]
Months = Annotated[int, msgspec.Meta(ge=1, le=24)]
Segment = Literal[
    "champions",
    "loyal",
    "promising",
    "needs_attention",
    "at_risk",
    "big_spenders_gone",
    "hibernating",
]


class KpiInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which month to report; without one, the last that is over."""

    month: MonthText | None = None
    creator_id: ObjectId | None = None


class ForecastInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to forecast and how many months ahead."""

    currency: Currency
    horizon: Annotated[int, msgspec.Meta(ge=1, le=12)] = 3
    creator_id: ObjectId | None = None


class SegmentsInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom to score, and whose names to list."""

    currency: Currency
    creator_id: ObjectId | None = None
    list_segment: Segment | None = None
    """The members of this segment are listed, from `from_row` on."""
    from_row: FromRow = 0


class CohortsInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many months back the first cohort lies."""

    currency: Currency
    months: Months = 12
    creator_id: ObjectId | None = None


class FunnelInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose funnel."""

    creator_id: ObjectId | None = None


class LifetimeValueInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Over how many months churn is measured."""

    currency: Currency
    months: Annotated[int, msgspec.Meta(ge=3, le=24)] = 12
    creator_id: ObjectId | None = None


class CrmExportInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose members, and from which row on."""

    creator_id: ObjectId
    from_row: FromRow = 0
