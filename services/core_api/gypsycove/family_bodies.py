"""What the routes of families and members take and give."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, WithJsonSchema

from services.core_api.bodies import Body, Line, Moment, OptionalLine, OptionalText, View
from services.core_api.gypsycove.days import ZONE_NAMES

_ZONES = frozenset(ZONE_NAMES)


def _require_zone(name: str) -> str:
    if name not in _ZONES:
        raise ValueError("expected a name of the tz database, such as Europe/Berlin")
    return name


TimeZone = Annotated[
    str,
    AfterValidator(_require_zone),
    WithJsonSchema({"type": "string", "enum": list(ZONE_NAMES)}),
]
AutoDecideMinutes = Annotated[int, Field(ge=0, le=240)]
BirthYear = Annotated[int, Field(ge=1900, le=2199)]
MemberRole = Literal["parent", "teen", "child", "guest"]


class NewFamily(Body):
    """A family to create."""

    name: Line
    time_zone: TimeZone
    auto_decide_minutes: AutoDecideMinutes = 0


class FamilyChange(Body):
    """What to change of a family; what is left out stays."""

    name: Line | None = None
    time_zone: TimeZone | None = None
    auto_decide_minutes: AutoDecideMinutes | None = None


class Family(View):
    """A family."""

    id: UUID
    name: str
    time_zone: str
    auto_decide_minutes: int
    """How much extra time per member and day riven may decide; 0 is none."""
    created_at: Moment


class DeletedFamily(View):
    """What was deleted with a family: rows per kind."""

    family_id: UUID
    rows: dict[str, int]


class NewMember(Body):
    """A member to add."""

    display_name: Line
    role: MemberRole
    birth_year: BirthYear | None = None
    consent_text_version: Line | None = None
    """For a child: the text to which the parent who adds it consents."""


class MemberChange(Body):
    """What to change of a member; what is left out stays."""

    display_name: Line | None = None
    role: MemberRole | None = None
    birth_year: BirthYear | None = None


class NewConsent(Body):
    """A parent's consent to keep data about a child."""

    text_version: Line


class Consent(View):
    """A consent, in force until it is withdrawn."""

    id: UUID
    member_id: UUID
    text_version: str
    consented_by: UUID
    consented_at: Moment
    withdrawn_at: Moment | None


class Member(View):
    """A member; what does not concern the reader is null."""

    id: UUID
    family_id: UUID
    user_id: UUID | None
    """Its login: it took up an invitation."""
    display_name: str
    role: MemberRole
    birth_year: int | None
    consent: Consent | None
    created_at: Moment


Phone = Annotated[str, Field(pattern=r"^[+]?[0-9 ()/.-]{3,40}$")]


class Contact(Body):
    """Somebody to call."""

    name: Line
    phone: Phone


class CardContent(Body):
    """What a family writes on its emergency card; places by name, never by coordinates."""

    meeting_place_name: OptionalLine = ""
    contacts: Annotated[tuple[Contact, ...], Field(max_length=20)] = ()
    medical_notes: OptionalText = ""


class EmergencyCard(View):
    """The emergency card of a family; empty until somebody writes it."""

    family_id: UUID
    meeting_place_name: str
    contacts: list[Contact]
    medical_notes: str
    updated_at: Moment | None
