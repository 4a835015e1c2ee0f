"""The whole schema: the tables of all areas, and the rights of the application's role on each."""

from sqlalchemy import MetaData

from services.core_api.blackrose.models import RIGHTS as BLACKROSE
from services.core_api.commands.models import RIGHTS as COMMANDS
from services.core_api.gypsycove.models import RIGHTS as GYPSYCOVE
from services.core_api.identity.models import RIGHTS as IDENTITY
from services.core_api.messages.models import RIGHTS as MESSAGES
from services.core_api.models import Base
from services.core_api.orchestration.models import RIGHTS as ORCHESTRATION
from services.core_api.security.models import RIGHTS as SECURITY
from services.core_api.supply.models import RIGHTS as SUPPLY
from services.core_api.telemetry.models import RIGHTS as TELEMETRY

METADATA: MetaData = Base.metadata
TABLE_RIGHTS: dict[str, tuple[str, ...]] = {
    "alembic_version": ("SELECT",),
    **IDENTITY,
    **COMMANDS,
    **ORCHESTRATION,
    **SECURITY,
    **TELEMETRY,
    **SUPPLY,
    **BLACKROSE,
    **GYPSYCOVE,
    **MESSAGES,
}
