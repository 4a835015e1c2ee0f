"""Request and response bodies of this area."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from services.core_api.access.actors import Platform, Role
from services.core_api.access.machines import AGENT_OF_MACHINE, RELAY_MACHINE
from services.core_api.bodies import Body, Line, View
from services.core_api.identity.password_rules import CHARACTERS_MAX, CHARACTERS_MIN

_NO_CONTROLS = r"^[^\x00-\x1f\x7f]*$"
Login = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._@+-]{1,98}[a-z0-9]$")]
"""Lower case only: one name is one account."""
GivenLogin = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=_NO_CONTROLS)]
GivenPassword = Annotated[
    str, StringConstraints(min_length=1, max_length=CHARACTERS_MAX, pattern=_NO_CONTROLS)
]
NewPassword = Annotated[
    str,
    StringConstraints(min_length=CHARACTERS_MIN, max_length=CHARACTERS_MAX, pattern=_NO_CONTROLS),
]
Opaque = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]
"""256 random bits."""
PeoplesPlatform = Literal[Platform.NOVAOS, Platform.BLACKROSE, Platform.GYPSYCOVE]
InvitedRole = Literal[Role.ADMIN, Role.CREATOR, Role.MEMBER, Role.PARENT, Role.TEEN, Role.CHILD]
Machine = Literal[(RELAY_MACHINE, *AGENT_OF_MACHINE)]  # type: ignore[valid-type]
"""A machine with a key of its own."""


class LoginBody(Body):
    """Who logs in, and where."""

    login: GivenLogin
    password: GivenPassword
    platform: PeoplesPlatform


class RefreshBody(Body):
    """The refresh token that came last."""

    refresh_token: Opaque


class PasswordBody(Body):
    """A change of the password."""

    current_password: GivenPassword
    new_password: NewPassword


class GrantView(View):
    """Tokens; the refresh token works once."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - a word of RFC 6750
    expires_in: int
    refresh_token: str
    session_expires_at: datetime
    must_change_password: bool


class MeView(View):
    """Who the token speaks for."""

    user_id: UUID
    name: str
    platform: Platform
    role: Role
    family_id: UUID | None
    creator_id: UUID | None
    session_id: UUID
    godmode_bypass: bool
    must_change_password: bool


class SessionView(View):
    """One login of the user."""

    id: UUID
    platform: Platform
    created_at: datetime
    expires_at: datetime
    current: bool


class SessionsView(View):
    """A page of sessions."""

    items: list[SessionView]
    next: str | None


class ScopeBody(Body):
    """A role on a platform."""

    platform: PeoplesPlatform
    role: InvitedRole
    family_id: UUID | None = None
    """Of parents, teens and children."""
    creator_id: UUID | None = None
    """Of creators."""


class MembershipView(View):
    """What a user is on one platform."""

    platform: Platform
    role: Role
    family_id: UUID | None
    creator_id: UUID | None


class UserView(View):
    """A user, as administrators see one."""

    id: UUID
    login: str
    display_name: str
    created_at: datetime
    disabled_at: datetime | None
    memberships: list[MembershipView]


class UsersView(View):
    """A page of users."""

    items: list[UserView]
    next: str | None


class UserChangeBody(Body):
    """What to change; what is left out stays."""

    display_name: Line | None = None
    disabled: bool | None = None


class MachineTokenBody(Body):
    """Proof of a machine."""

    machine: Machine
    key: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_NO_CONTROLS)]


class MachineTokenView(View):
    """Token of a machine."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - a word of RFC 6750
    expires_in: int


class KeyView(View):
    """A public key (RFC 7517)."""

    kty: Literal["RSA"]
    kid: str
    use: Literal["sig"]
    alg: Literal["RS256"]
    n: str
    e: str


class KeysView(View):
    """A JWK set."""

    keys: list[KeyView]


class ExportBody(Body):
    """A document to sign."""

    document: dict[str, Any] = Field(max_length=1000)


class ExportView(View):
    """The signed document: a JWS in its compact form."""

    jws: str


class FailureView(View):
    """A refused login."""

    id: int
    at: datetime
    account_hash: str
    address: str
    outcome: Literal["refused", "throttled"]


class FailuresView(View):
    """A page of refused logins, oldest first."""

    items: list[FailureView]
    next: str | None
