"""People of every kind on a platform of its own, made as in life: by invitations."""

from dataclasses import dataclass
from uuid import uuid4

from tests.support.identity_gateway import IdentityGateway, Login

FAMILY, OTHER_FAMILY, CREATOR = str(uuid4()), str(uuid4()), str(uuid4())


@dataclass(frozen=True)
class Cast:
    """One of each kind, and some in other families."""

    founder: Login
    admin: Login
    brc_admin: Login
    creator: Login
    member: Login
    cove_admin: Login
    parent: Login
    child: Login
    other_parent: Login
    other_child: Login

    def named(self, name: str) -> Login:
        """Return one of them."""
        found: Login = getattr(self, name)
        return found


def make_cast(gateway: IdentityGateway) -> Cast:
    """Make everybody, by invitations of the founder."""
    founder = gateway.founder()
    gateway.make_families(FAMILY, OTHER_FAMILY)

    def join(login: str, platform: str, role: str, **scope: str) -> Login:
        return gateway.join(founder.access, login, platform, role, **scope)

    return Cast(
        founder,
        join("admin", "novaos", "admin"),
        join("brc-admin", "blackrose", "admin"),
        join("creator", "blackrose", "creator", creator_id=CREATOR),
        join("member", "blackrose", "member"),
        join("cove-admin", "gypsycove", "admin"),
        join("parent", "gypsycove", "parent", family_id=FAMILY),
        join("child", "gypsycove", "child", family_id=FAMILY),
        join("other-parent", "gypsycove", "parent", family_id=OTHER_FAMILY),
        join("other-child", "gypsycove", "child", family_id=OTHER_FAMILY),
    )
