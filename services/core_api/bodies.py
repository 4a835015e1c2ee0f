"""Types of request and response bodies, with limits that PostgreSQL and people can take.

Requests refuse unknown members. Text has no control characters but line breaks and tabs: a NUL byte
is no text for PostgreSQL, and the others only deceive who reads.
"""

import re
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from services.core_api.json_types import require_json_type

_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"
_TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"
_AMOUNT_MAX = 10**12
"""Ten thousand million in a currency with two decimals; sums of many stay within 64 bits."""
_YEARS = (1900, 2200)
_YEARS_PATTERN = "^(19|20|21)[0-9]{2}-"
_RFC_3339 = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}")


class Body(BaseModel):
    """Base of request bodies: nothing unknown, nothing changed later, no type guessed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _require_json_type(cls, value: Any, info: ValidationInfo) -> Any:  # noqa: ANN401 - any JSON
        require_json_type(value, cls.model_fields[info.field_name or ""].annotation)
        return value


class Parameters(BaseModel):
    """Base of query parameters: nothing unknown; every value is text."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class View(BaseModel):
    """Base of response bodies."""

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


def _require_sane_year(moment: datetime) -> datetime:
    if not _YEARS[0] <= moment.year < _YEARS[1]:
        raise ValueError(f"expected a year from {_YEARS[0]} to {_YEARS[1] - 1}")
    return moment.astimezone(UTC)


def _require_rfc_3339(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Refuse what pydantic takes besides: seconds since 1970, and dates without a time."""
    if isinstance(value, datetime) or (isinstance(value, str) and _RFC_3339.match(value)):
        return value
    raise ValueError("expected a time as in RFC 3339, such as 2026-01-02T03:04:05Z")


Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_LINE)]
"""A name or a title."""
OptionalLine = Annotated[str, StringConstraints(max_length=200, pattern=_LINE)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=20_000, pattern=_TEXT)]
OptionalText = Annotated[str, StringConstraints(max_length=20_000, pattern=_TEXT)]
Identifier = UUID
MinorUnits = Annotated[int, Field(ge=0, le=_AMOUNT_MAX)]
"""An amount in the smallest unit of its currency."""
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""ISO 4217."""
Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_require_rfc_3339),
    AfterValidator(_require_sane_year),
    Field(json_schema_extra={"pattern": _YEARS_PATTERN}),
]
"""A time with its offset; kept in UTC."""
Limit = Annotated[int, Field(ge=1, le=500)]
"""How many objects a page has at most."""


class ErrorBody(View):
    """What every error answers."""

    error: str
    """For programs."""
    reason: str
    """For people."""


ERROR_RESPONSES: dict[int | str, dict[str, object]] = {
    status: {"model": ErrorBody, "description": description}
    for status, description in {
        400: "not a valid request",
        401: "the token is missing or wrong",
        403: "this sender may not do this",
        404: "not there, or not for this sender",
        409: "the state of the object does not allow this",
        413: "the body is too large",
        415: "the body is not JSON",
        422: "the body, the path or the query is not what is described",
        429: "wait before trying again",
        503: "a store does not answer",
    }.items()
}
"""Documented for every route."""
