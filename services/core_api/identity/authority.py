"""Who may make whom a member of what. Pure rules; nobody makes a founder.

The founder makes everybody else. Admins make everybody but admins: of NovaOS on every platform, of
a platform there. A creator brings members, a parent brings the members of its own family.
"""

from dataclasses import dataclass
from uuid import UUID

from services.core_api.access.actors import ROLES_OF_PLATFORM, Platform, Role
from services.core_api.access.principal import Principal

FAMILY_ROLES = (Role.PARENT, Role.TEEN, Role.CHILD)


@dataclass(frozen=True, slots=True)
class Appointment:
    """A role on a platform, with the family or the creator that it is for."""

    platform: Platform
    role: Role
    family: UUID | None = None
    creator: UUID | None = None


def check_appointment(wanted: Appointment) -> list[str]:
    """Find what is wrong with a role, whoever gives it."""
    roles = () if wanted.platform is Platform.INTERNAL else ROLES_OF_PLATFORM[wanted.platform]
    if wanted.role is Role.GODMODE or wanted.role not in roles:
        return [f"nobody can be made {wanted.role} on {wanted.platform}"]
    if (wanted.family is not None) != (wanted.role in FAMILY_ROLES):
        return ["family_id: parents, teens and children have one, others have none"]
    if (wanted.creator is not None) != (wanted.role is Role.CREATOR):
        return ["creator_id: creators have one, others have none"]
    return []


def may_appoint(principal: Principal, wanted: Appointment) -> bool:
    """Say whether somebody may give this role."""
    if principal.godmode_bypass:
        return True
    if principal.role is Role.ADMIN:
        is_own = principal.platform in (Platform.NOVAOS, wanted.platform)
        return is_own and wanted.role is not Role.ADMIN
    if principal.role is Role.CREATOR:
        return (wanted.platform, wanted.role) == (Platform.BLACKROSE, Role.MEMBER)
    if principal.role is Role.PARENT:
        return wanted.role in FAMILY_ROLES and str(wanted.family) == principal.family
    return False
