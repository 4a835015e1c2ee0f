"""The access table: role x platform x route, one value made of the sections of all areas.

A route without a row answers nobody (`enforcement`), and the application refuses to start with one;
a row without a route is found by a test.
"""

from collections.abc import Mapping

from services.core_api.access.row import Row
from services.core_api.blackrose.access_rows import ROWS as BLACKROSE
from services.core_api.commands.access_rows import ROWS as COMMANDS
from services.core_api.gypsycove.access_rows import ROWS as GYPSYCOVE
from services.core_api.identity.access_rows import ROWS as IDENTITY
from services.core_api.messages.access_rows import ROWS as MESSAGES
from services.core_api.orchestration.access_rows import ROWS as ORCHESTRATION
from services.core_api.security.access_rows import ROWS as SECURITY
from services.core_api.supply.access_rows import ROWS as SUPPLY
from services.core_api.telemetry.access_rows import ROWS as TELEMETRY

_SECTIONS = (
    IDENTITY,
    COMMANDS,
    ORCHESTRATION,
    TELEMETRY,
    SUPPLY,
    SECURITY,
    BLACKROSE,
    GYPSYCOVE,
    MESSAGES,
)


def join_sections(sections: tuple[tuple[Row, ...], ...]) -> dict[tuple[str, str], Row]:
    """Join the sections.

    Raises `ValueError` if a route has two rows.
    """
    rows = [row for section in sections for row in section]
    table = {row.key: row for row in rows}
    if len(table) != len(rows):
        raise ValueError("a route has two rows in the access table")
    return table


ACCESS_TABLE: Mapping[tuple[str, str], Row] = join_sections(_SECTIONS)
